"""Marks the bright ball of an image, as somebody would who paints it in 3D Slicer.

    python make_label.py IMAGE.nii.gz LABEL.nii.gz
"""

import sys

import nibabel
import numpy

image = nibabel.load(sys.argv[1])
mask = (numpy.asarray(image.dataobj) > 90).astype(numpy.uint8)
nibabel.save(nibabel.Nifti1Image(mask, image.affine), sys.argv[2])

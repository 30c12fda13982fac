"""Makes a CT series of noise with a bright ball, slice by slice, as DICOM files.

    python make_series.py FOLDER <PATIENT.json

The patient's name and id come by standard input: a command line can be read by everybody on the machine.
"""

import json
import os
import sys

import numpy
import pydicom
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

ROWS, SLICES = 48, 32
SPACING_MM, THICKNESS_MM = 2.0, 3.0
BALL_CENTER, BALL_RADIUS = (24, 24, 16), 9


def main():
    folder, patient = sys.argv[1], json.load(sys.stdin)
    random = numpy.random.default_rng(7)
    grid = numpy.ogrid[:ROWS, :ROWS, :SLICES]
    ball = sum((axis - middle) ** 2 for axis, middle in zip(grid, BALL_CENTER)) <= BALL_RADIUS**2
    voxels = (random.normal(0, 20, ball.shape) + 180 * ball).astype(numpy.int16)
    study, series, frame = generate_uid(), generate_uid(), generate_uid()
    for index in range(SLICES):
        image = _slice(voxels[:, :, index], index)
        image.PatientName, image.PatientID = patient["name"], patient["id"]
        image.StudyInstanceUID, image.SeriesInstanceUID, image.FrameOfReferenceUID = study, series, frame
        image.save_as(os.path.join(folder, f"{index:03}.dcm"), write_like_original=False)


def _slice(pixels, index):
    meta = pydicom.dataset.FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    image = pydicom.dataset.FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    image.is_little_endian, image.is_implicit_VR = True, False
    image.SOPClassUID, image.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    image.Modality, image.StudyDate, image.StudyTime = "CT", "20260101", "120000"
    image.PatientBirthDate, image.PatientSex, image.StudyID, image.AccessionNumber = "", "", "1", "1"
    image.SeriesNumber, image.InstanceNumber = 1, index + 1
    image.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    image.ImagePositionPatient = [0, 0, index * THICKNESS_MM]
    image.PixelSpacing, image.SliceThickness = [SPACING_MM, SPACING_MM], THICKNESS_MM
    image.Rows = image.Columns = ROWS
    image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
    image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 16, 16, 15, 1
    image.RescaleIntercept, image.RescaleSlope = 0, 1
    image.PixelData = pixels.tobytes()
    return image


if __name__ == "__main__":
    main()

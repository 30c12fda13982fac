"""Stands where MONAI Label is started, on what it is made of (FastAPI and uvicorn), so that the way to it can be measured alone."""

import sys

import uvicorn
from fastapi import FastAPI, File, UploadFile
from fastapi.responses import FileResponse

app = FastAPI()
file = sys.argv[sys.argv.index("--studies") + 1]


@app.get("/info/")
async def info():
    return {"name": "bench"}


@app.get("/datastore/image")
async def image():
    return FileResponse(file)


@app.put("/datastore/label")
async def label(label: UploadFile = File(...)):
    """A form, as MONAI Label takes labels and images."""
    return {"length": label.size}


uvicorn.run(app, log_level="warning")

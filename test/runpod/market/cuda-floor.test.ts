import { expect, test } from "vitest";
import { cudaOfImage, minCudaOf, needsFloor } from "../../../src/runpod/market/cuda-floor.ts";
import { isUsable } from "../../../src/runpod/market/usable-gpu.ts";
import { spec } from "../bench.ts";

test.each([
  ["runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404", "12.8"],
  ["runpod/pytorch:1.4.0-cu1281-torch291-ubuntu2404", "12.8"],
  ["runpod/pytorch:0.7.0-cu1241-torch260-ubuntu2204", "12.4"],
  ["runpod/pytorch:1.0.3-cu1300-torch290-ubuntu2404", "13.0"],
  ["registry.example.org:5000/team/monai:1.5-cu124", "12.4"],
  ["team/monai:torch2.5_cu118", "11.8"],
  ["team/monai:torch-2.9.0+cu130", "13.0"],
  ["team/monai-cu128:latest", "12.8"],
  ["runpod/pytorch:2.4.0-py3.11-cuda12.4.1-devel-ubuntu22.04", "12.4"],
  ["pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime", "12.4"],
  ["team/monai:cuda-12.6", "12.6"],
  ["nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04", "12.8"],
  ["nvcr.io/nvidia/cuda:13.0.1-base-ubuntu24.04@sha256:cu1181", "13.0"],
  ["nvidia/cuda:12.8.1", "12.8"],
  ["team/base:12.8.1-cudnn", "12.8"],
])("the name %s says CUDA %s", (image, wanted) => {
  expect(cudaOfImage(image)).toBe(wanted);
});

test.each([
  "projectmonai/monailabel:latest",
  "projectmonai/monai:1.5.0",
  "nvcr.io/nvidia/pytorch:24.10-py3",
  "team/barracuda:latest",
  "team/focus128:2",
  "team/monai@sha256:ab12cu128",
  "team/monai:acu128",
  "team/monai:cu12813",
  "python:3.12-slim",
  "tensorflow:24.10-devel",
])("the name %s says none", (image) => {
  expect(cudaOfImage(image)).toBeUndefined();
});

test.each([
  ["NVIDIA GeForce RTX 4090", true],
  ["NVIDIA GeForce RTX 3080TI", true],
  ["NVIDIA TITAN RTX", true],
  ["NVIDIA RTX A5000", false],
  ["NVIDIA RTX 6000 Ada Generation", false],
  ["NVIDIA A40", false],
  ["NVIDIA L4", false],
  ["Tesla V100-PCIE-16GB", false],
  ["NVIDIA H100 80GB HBM3", false],
])("that only a newer driver helps %s is %s", (gpuId, wanted) => {
  expect(needsFloor({ gpuId })).toBe(wanted);
});

test("an offer that an older version wrote down is rented with the floor where nothing else helps", () => {
  const geforce = spec.offer;
  const professional = { ...geforce, gpuId: "NVIDIA RTX A5000" };

  expect(minCudaOf(geforce, "12.8")).toBe("12.8");
  expect(minCudaOf({ ...geforce, minCuda: "12.4" }, "12.8")).toBe("12.4");
  expect(minCudaOf(professional, "12.8")).toBeUndefined();
  expect(minCudaOf(geforce, undefined)).toBeUndefined();
});

test.each([
  [{ id: "AMD Instinct MI300X OAM", manufacturer: "AMD" }, false],
  [{ id: "AMD Instinct MI300X OAM" }, false],
  [{ id: "Gaudi 3", manufacturer: "Intel" }, false],
  [{ id: "NVIDIA L4", manufacturer: "NVIDIA" }, true],
  [{ id: "Tesla T4", manufacturer: "Nvidia" }, true],
  [{ id: "Tesla T4" }, true],
])("that %j can be used is %s", (gpu, wanted) => {
  expect(isUsable(gpu)).toBe(wanted);
});

import { readFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'

/**
 * The face detector of `@vladmandic/face-api` (SSD MobileNet v1) with the weights it carries, on
 * WebAssembly. Nothing is fetched: weights and binaries lie in their packages. Loaded only in the
 * process of worker.ts, for it takes 300 MB.
 */

/** What of TensorFlow.js is used here. */
type Tensor = { size: number; dispose(): void }
type Operation = (input: Tensor, ...rest: unknown[]) => Tensor
type TensorFlow = {
  Tensor: { prototype: Record<string, unknown> }
  env(): { set(flag: string, value: boolean): void }
  setBackend(name: string): Promise<boolean>
  tensor3d(values: Uint8Array, shape: [number, number, number], type: 'int32'): Tensor
  reshape: Operation
  cast: Operation
  io: { decodeWeights(bytes: ArrayBuffer, list: unknown[]): Record<string, unknown> }
}
/** Pixels of the picture that was given. */
export type Found = { score: number; box: { x: number; y: number; width: number; height: number } }
type FaceApi = {
  tf: TensorFlow
  nets: { ssdMobilenetv1: { loadFromWeightMap(weights: Record<string, unknown>): void } }
  SsdMobilenetv1Options: new (options: { minConfidence: number; maxResults: number }) => object
  detectAllFaces(input: Tensor, options: object): Promise<Found[]>
}

const model = '@vladmandic/face-api/model/ssd_mobilenetv1_model'
/** Rather a box too many, which a person takes away, than a face too few. */
const options = { minConfidence: 0.3, maxResults: 100 }

/** Loads the detector. */
export async function loadNet(): Promise<
  (pixels: Uint8Array, width: number, height: number) => Promise<Found[]>
> {
  // The package asks for all of TensorFlow.js; it uses its core, and carries its own nets.
  registerHooks({
    resolve: (name, context, next) =>
      next(name === '@tensorflow/tfjs' ? '@tensorflow/tfjs-core' : name, context),
  })
  const require = createRequire(import.meta.url)
  const api = require('@vladmandic/face-api/dist/face-api.node-wasm.js') as FaceApi
  const { tf } = api
  addMethods(tf)
  // Threads would need a script of their own, and this process has one processor to use.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  await tf.setBackend('wasm')
  api.nets.ssdMobilenetv1.loadFromWeightMap(readWeights(tf, require))
  return async (pixels, width, height) => {
    const input = tf.tensor3d(pixels, [height, width, 3], 'int32')
    try {
      return await api.detectAllFaces(input, new api.SsdMobilenetv1Options(options))
    } finally {
      input.dispose()
    }
  }
}

function readWeights(tf: TensorFlow, require: NodeJS.Require): Record<string, unknown> {
  const manifest = require(`${model}-weights_manifest.json`) as { weights: unknown[] }[]
  const bytes = readFileSync(require.resolve(`${model}.bin`))
  const copy = new Uint8Array(bytes).buffer
  return tf.io.decodeWeights(copy, manifest[0]!.weights)
}

/** The methods of a tensor that all of TensorFlow.js would add: its operations, and short names. */
function addMethods(tf: TensorFlow): void {
  const methods = tf.Tensor.prototype
  for (const [name, operation] of Object.entries(tf)) {
    if (typeof operation !== 'function' || name in methods) continue
    methods[name] = function method(this: Tensor, ...rest: unknown[]) {
      return (operation as unknown as Operation)(this, ...rest)
    }
  }
  for (const dimensions of [2, 3, 4, 5]) {
    methods[`as${dimensions}D`] = function shaped(this: Tensor, ...shape: number[]) {
      return tf.reshape(this, shape)
    }
  }
  const short: Record<string, (tensor: Tensor) => Tensor> = {
    as1D: (tensor) => tf.reshape(tensor, [tensor.size]),
    asScalar: (tensor) => tf.reshape(tensor, []),
    toFloat: (tensor) => tf.cast(tensor, 'float32'),
    toInt: (tensor) => tf.cast(tensor, 'int32'),
  }
  for (const [name, method] of Object.entries(short)) {
    methods[name] = function shortened(this: Tensor) {
      return method(this)
    }
  }
}

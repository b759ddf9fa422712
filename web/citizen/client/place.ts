/** A commune by its centre point, WGS 84. */
export type Place = { code: string; name: string; lat: number; lon: number }

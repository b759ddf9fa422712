/** The smallest PMTiles archive (version 3): one tile at 0/0/0, nothing compressed. */
export function tinyArchive(options: {
  /** 1: Mapbox Vector Tile, 2: PNG, 0: unknown. */
  tileType: number
  tile: Uint8Array
  metadata?: object
}): Buffer {
  const metadata = Buffer.from(JSON.stringify(options.metadata ?? {}))
  const tile = Buffer.from(options.tile)
  if (tile.length > 127) throw new Error('one byte tells the length')
  // One entry: tile 0, once, this long, at the beginning.
  const directory = Buffer.from([1, 0, 1, tile.length, 1])
  const header = Buffer.alloc(127)
  header.write('PMTiles', 'latin1')
  header[7] = 3
  const numbers = {
    rootOffset: 127,
    rootLength: directory.length,
    metadataOffset: 127 + directory.length,
    metadataLength: metadata.length,
    leavesOffset: 0,
    leavesLength: 0,
    dataOffset: 127 + directory.length + metadata.length,
    dataLength: tile.length,
    addressed: 1,
    entries: 1,
    contents: 1,
  }
  Object.values(numbers).forEach((value, index) =>
    header.writeBigUInt64LE(BigInt(value), 8 + 8 * index),
  )
  const none = 1
  header.set([1, none, none, options.tileType, 0, 0], 96)
  return Buffer.concat([header, directory, metadata, tile])
}

import Flatbush from 'flatbush'
import contains from 'point-in-polygon-hao'
import type { Area } from '../../../contract/records/places.ts'

export type Position = { lat: number; lon: number }
/** The commune at a point. `approximate`: its boundary was computed from centre points. */
export type CommuneAt = { code: string; approximate: boolean }
export type CommuneArea = CommuneAt & { geometry: Area }

/** Which commune a point lies in: no waiting, some microseconds, for loops over many points. */
export type AreaIndex = { at(position: Position): CommuneAt | null }

/**
 * Holds the areas in memory. On a border the smallest code of those that touch the point wins, so
 * that the same point always gets the same answer; holes and several parts are minded.
 */
export function areaIndex(areas: CommuneArea[]): AreaIndex {
  // In the order of the codes: of several hits the lowest number is the smallest code.
  const sorted = areas.toSorted((a, b) => (a.code < b.code ? -1 : 1))
  const parts = sorted.flatMap((area, owner) =>
    polygonsOf(area.geometry).map((polygon) => ({ owner, polygon })),
  )
  if (parts.length === 0) return { at: () => null }
  const boxes = new Flatbush(parts.length)
  for (const { polygon } of parts) boxes.add(...boxOf(polygon[0]!))
  boxes.finish()
  const answers = sorted.map(({ code, approximate }) => ({ code, approximate }))

  return {
    at({ lat, lon }) {
      const near = boxes.search(lon, lat, lon, lat).sort((a, b) => a - b)
      // `0` is on an edge, `false` is outside.
      const hit = near.find((index) => contains([lon, lat], parts[index]!.polygon) !== false)
      return hit === undefined ? null : answers[parts[hit]!.owner]!
    },
  }
}

/** The polygons of an area, each with its outer ring first. */
export function polygonsOf(area: Area): [number, number][][][] {
  return area.type === 'Polygon' ? [area.coordinates] : area.coordinates
}

/** West, south, east, north. */
function boxOf(ring: [number, number][]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of ring) {
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  return box
}

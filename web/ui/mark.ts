/** The mark: a bridge's span drawn as one beat of a pulse, over its deck. Drawn as strokes. */
export const mark = {
  viewBox: '0 0 32 32',
  strokeWidth: 3,
  paths: ['M2 19h5.5C11 19 10.5 7 16 7s5 12 8.5 12H30', 'M10 25h12'],
}

/** A tensor whose shape does not fit; the message states the expected shape and the received one. */
export class ShapeError extends RangeError {
  override name = 'ShapeError';
}

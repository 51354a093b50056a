/// One scalar read from UTF-8.
struct DecodedScalar {
  var scalar: UInt32
  /// How many bytes it took, 1 to 4.
  var length: Int
}

/// Reads the scalar at `index` of `bytes`. Malformed bytes, which readers repair beforehand, are read as U+FFFD one by one.
@inline(__always)
func decodeScalar(_ bytes: Span<UInt8>, at index: Int) -> DecodedScalar {
  let first = bytes[index]
  if first < 0x80 { return DecodedScalar(scalar: UInt32(first), length: 1) }
  let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
  guard first >= 0xC2, first <= 0xF4, index + length <= bytes.count else {
    return DecodedScalar(scalar: 0xFFFD, length: 1)
  }
  var scalar = UInt32(first) & (0x7F >> UInt32(length))
  for offset in 1..<length {
    let byte = bytes[index + offset]
    guard byte & 0xC0 == 0x80 else { return DecodedScalar(scalar: 0xFFFD, length: 1) }
    scalar = scalar << 6 | UInt32(byte & 0x3F)
  }
  // Overlong forms, surrogates and what lies beyond U+10FFFF are no scalars.
  let least: UInt32 = length == 4 ? 0x1_0000 : length == 3 ? 0x800 : 0x80
  guard scalar >= least, scalar <= 0x10_FFFF, scalar &- 0xD800 >= 0x800 else {
    return DecodedScalar(scalar: 0xFFFD, length: 1)
  }
  return DecodedScalar(scalar: scalar, length: length)
}

/// Appends a scalar as UTF-8.
@inline(__always)
func appendScalar(_ scalar: UInt32, to output: inout [UInt8]) {
  if scalar < 0x80 {
    output.append(UInt8(truncatingIfNeeded: scalar))
  } else if scalar < 0x800 {
    output.append(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
    output.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
  } else if scalar < 0x1_0000 {
    output.append(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
    output.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
    output.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
  } else {
    output.append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18))
    output.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 12 & 0x3F))
    output.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
    output.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
  }
}

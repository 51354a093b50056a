/// Normalisation forms of whole texts (Unicode Standard Annex 15), by the tables that features are made with.
package enum NormalForm {
  case composed, decomposed

  /// A text, given as UTF-8, in this form.
  package func of(_ text: [UInt8]) -> [UInt8] {
    if !text.contains(where: { $0 >= 0x80 }) { return text }
    var scalars = String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
    switch self {
    case .composed: Composition.composeCanonically(&scalars)
    case .decomposed: Composition.decomposeCanonically(&scalars)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for scalar in scalars { appendScalar(scalar, to: &bytes) }
    return bytes
  }
}

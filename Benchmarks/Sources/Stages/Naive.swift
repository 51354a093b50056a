import Framewise
import Learning
import LinearAlgebra
import TextFeatures

/// How many words of two or more characters there are, scalar by scalar.
func naiveWords(_ text: ArraySlice<UInt8>) -> Int {
  var words = 0
  var length = 0
  for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
    let properties = scalar.properties
    let isWord =
      scalar == "_"
      || [
        .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber,
      ].contains(properties.generalCategory)
    if isWord {
      length += 1
      if length == 2 { words += 1 }
    } else {
      length = 0
    }
  }
  return words
}

/// Probabilities from a row of TF-IDF in double precision and the centred coefficients.
func naiveProbabilities(_ model: Model, _ text: String) -> [Double] {
  let row = model.vectorizer.transform([text])
  var logits = [0.0] + model.intercepts
  for (column, value) in zip(row.columns, row.values) {
    for (label, weight) in model.coefficients(of: Int(column)).enumerated() { logits[label] += value * weight }
  }
  let mean = logits.reduce(0, +) / Double(logits.count)
  logits = logits.map { $0 - mean }
  model.calibration.apply(to: &logits)
  let weights = logits.map { exponential($0) }
  return weights.map { $0 / weights.reduce(0, +) }
}

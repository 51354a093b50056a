internal import Corpus

/// Labels that are hardly meant to be two.
enum Lookalikes {
  /// A sentence for each set of labels that differ only by case or by blanks around them.
  static func sentences(_ labels: [String]) -> [String] {
    var sets: [String: [String]] = [:]
    var order: [String] = []
    for label in labels {
      let plain = label.trimmingBlanks.lowercased()
      if sets[plain] == nil { order.append(plain) }
      sets[plain, default: []].append(label)
    }
    return order.compactMap { plain in
      guard let same = sets[plain], same.count > 1 else { return nil }
      return
        "The labels \(same.map { "'\($0)'" }.joined(separator: ", ")) differ only by case or by blanks around them; "
        + "if they mean the same, write them alike."
    }
  }
}

extension Samples {
  /// What looks like a mistake in the data, in sentences: ids that are there several times, labels hardly meant to be two.
  ///
  /// - Parameters:
  ///   - known: labels of a model that the data are compared with.
  ///   - matchesIDs: something is found by ids, so that numbers of lines, which stand for ids where there are none, count.
  public func warnings(known: [String] = [], matchesIDs: Bool = false) -> [String] {
    var sentences: [String] = []
    var seen: [String: Int] = [:]
    for (document, id) in ids.enumerated() where matchesIDs || origins.isEmpty || origins[document].hasID {
      seen[id, default: 0] += 1
    }
    if let first = ids.first(where: { (seen[$0] ?? 0) > 1 }) {
      let count = seen.values.count { $0 > 1 }
      sentences.append(
        "\(Wording.counted(count, "id")) \(count == 1 ? "is" : "are") there more than once, "
          + "\(count == 1 ? "" : "the first being ")'\(first)': what is found by ids can be of another document.")
    }
    return sentences + Lookalikes.sentences(known + (labels + unknownLabels).filter { known.place(of: $0) == nil })
  }
}

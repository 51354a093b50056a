/// The digest that stands for one labelled record: over its label, a zero byte and its text.
enum RecordDigest {
  static func of(label: ArraySlice<UInt8>, text: ArraySlice<UInt8>) -> [UInt8] {
    var digest = RunningDigest()
    digest.add(label)
    digest.add([0])
    digest.add(text)
    return Array(digest.hex().utf8)
  }
}

/// Groups by number; a document without one is a group of its own.
enum GroupNumbers {
  static func of(_ groups: [[UInt8]?]) -> [Int]? {
    guard groups.contains(where: { $0 != nil }) else { return nil }
    var numbers: [[UInt8]: Int] = [:]
    var next = 0
    return groups.map { group in
      if let group, let number = numbers[group] { return number }
      if let group { numbers[group] = next }
      next += 1
      return next - 1
    }
  }

  /// The name of each number that `of` gives out; empty for a document without a group.
  static func names(of groups: [[UInt8]?]) -> [String] {
    var seen: Set<[UInt8]> = []
    var names: [String] = []
    for group in groups {
      guard let group else {
        names.append("")
        continue
      }
      if seen.insert(group).inserted { names.append(String(decoding: group, as: UTF8.self)) }
    }
    return names
  }
}

extension [String] {
  /// Where a label stands, compared byte by byte: what Unicode calls equal can be two labels.
  func place(of label: String) -> Int? { firstIndex { $0.utf8.elementsEqual(label.utf8) } }
}

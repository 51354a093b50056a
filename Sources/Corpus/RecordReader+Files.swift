public import Files

extension RecordReader.Input {
  /// Whether this file is the input, or one of the texts that are read from it where it is a folder.
  public func reads(_ file: FilePath) -> Bool {
    guard let identity = FileIdentity(file) else { return false }
    switch self {
    case .standardInput: return identity == .standardInput
    case .path(let path):
      guard (try? path.isFolder()) == true else { return identity == FileIdentity(path) }
      guard let folder = path.canonical?.bytes, let place = file.canonical, Sniffer.isTextInFolder(place.lastComponent)
      else { return false }
      return place.bytes.starts(with: folder.last == UInt8(ascii: "/") ? folder : folder + [UInt8(ascii: "/")])
    }
  }
}

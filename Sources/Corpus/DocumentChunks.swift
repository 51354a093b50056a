import Files

/// Gathers files that are one document each into chunks.
final class DocumentChunks: ChunkSource {
  private let layout: InputLayout
  private let options: ReadingOptions
  private let root: FilePath?
  private let files: [FilePath]
  private let hasLabels: Bool
  private var nextFile = 0
  /// A stream that is open already: the only document.
  private var single: ByteStream?
  /// Told of files that could not be read.
  private let onUnreadable: () -> Void

  /// The files below a folder, named relative to it.
  init(
    folder: FilePath, files: [FilePath], hasLabels: Bool, layout: InputLayout, options: ReadingOptions,
    onUnreadable: @escaping () -> Void
  ) {
    root = folder
    self.files = files
    self.hasLabels = hasLabels
    self.layout = layout
    self.options = options
    self.onUnreadable = onUnreadable
  }

  /// One file or standard input.
  init(_ stream: ByteStream, layout: InputLayout, options: ReadingOptions) {
    root = nil
    files = []
    hasLabels = false
    single = stream
    self.layout = layout
    self.options = options
    onUnreadable = {}
  }

  func next(into chunk: inout RawChunk) throws(CorpusError) -> Bool {
    chunk.start = 0
    chunk.count = 0
    chunk.firstLine = 1
    chunk.rejected = nil
    chunk.layout = layout
    chunk.documents.removeAll(keepingCapacity: true)
    var bytes: [UInt8] = []
    swap(&bytes, &chunk.bytes)
    defer { swap(&bytes, &chunk.bytes) }
    var filled = 0
    if let stream = single {
      single = nil
      let id = stream.isStandardInput ? nil : stream.path
      do throws(FileError) {
        chunk.documents.append(try append(stream, id: id, label: nil, &bytes, &filled))
      } catch {
        throw .file(error)
      }
    } else if let root {
      while nextFile < files.count, filled < options.chunkSize {
        let name = files[nextFile]
        nextFile += 1
        let before = filled
        do throws(FileError) {
          let stream = try ByteStream(path: root.appending(name), readSize: options.readSize)
          chunk.documents.append(try append(stream, id: name, label: hasLabels ? name : nil, &bytes, &filled))
        } catch {
          filled = before
          onUnreadable()
        }
      }
    }
    chunk.count = filled
    provide(&bytes, filled + ByteWindow.padding)
    return !chunk.documents.isEmpty
  }

  private func append(
    _ stream: ByteStream, id: FilePath?, label: FilePath?, _ bytes: inout [UInt8], _ filled: inout Int
  ) throws(FileError) -> WholeDocument {
    var document = WholeDocument(text: 0..<0)
    if let id {
      provide(&bytes, filled + id.bytes.count)
      bytes.replaceSubrange(filled..<(filled + id.bytes.count), with: id.bytes)
      document.id = filled..<(filled + id.bytes.count)
      if label != nil, let slash = id.bytes.firstIndex(of: UInt8(ascii: "/")) {
        document.label = filled..<(filled + slash)
      }
      filled += id.bytes.count
    }
    let head = try stream.peek(Sniffer.headSize)
    do throws(CorpusError) {
      try Sniffer.refuseForeign(head, path: stream.path)
    } catch {
      document.problem = .unusable(error)
      return document
    }
    let start = filled
    while filled - start <= options.recordLimit {
      let step = min(max(64 << 10, filled - start), options.recordLimit + 1)
      provide(&bytes, filled + step)
      let taken = try stream.read(into: &bytes, at: filled, atMost: step)
      if taken == 0 { break }
      filled += taken
    }
    if filled - start > options.recordLimit {
      document.problem = .tooLong(limit: options.recordLimit)
      filled = start
    }
    let hasMark = bytes[start..<filled].starts(with: Sniffer.byteOrderMark)
    document.text = (hasMark ? start + Sniffer.byteOrderMark.count : start)..<filled
    return document
  }

  private func provide(_ bytes: inout [UInt8], _ count: Int) {
    if bytes.count < count {
      bytes.append(contentsOf: repeatElement(0, count: max(count - bytes.count, bytes.count)))
    }
  }
}

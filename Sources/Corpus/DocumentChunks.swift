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
  /// Told of files that may not be read or are gone.
  private let onUnreadable: (FilePath) -> Void
  /// What makes the rest unreadable, kept back until the documents before it are out.
  private var failure: FileError?

  /// The files below a folder, named relative to it.
  init(
    folder: FilePath, files: [FilePath], hasLabels: Bool, layout: InputLayout, options: ReadingOptions,
    onUnreadable: @escaping (FilePath) -> Void
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
    onUnreadable = { _ in }
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
      while nextFile < files.count, filled < options.chunkSize, failure == nil {
        let name = files[nextFile]
        nextFile += 1
        let before = filled
        do throws(FileError) {
          let stream = try ByteStream(path: root.appending(name), readSize: options.readSize)
          chunk.documents.append(try append(stream, id: name, label: hasLabels ? name : nil, &bytes, &filled))
        } catch {
          filled = before
          if !options.isStrict, error.isOfOneFileAlone {
            onUnreadable(root.appending(name))
          } else {
            failure = error
          }
        }
      }
      if chunk.documents.isEmpty, let failure { throw .file(failure) }
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
    let start = filled
    do throws(FileError) {
      document.problem = try read(stream, &bytes, &filled)
    } catch {
      // One damaged file of a folder is one rejected record; of a file that is the input nothing is left.
      guard root != nil, error.kind == .badData, error != .damagedGzip(stream.path, .outOfMemory) else { throw error }
      document.problem = .unusable(.file(error))
    }
    if document.problem != nil { filled = start }
    let hasMark = bytes[start..<filled].starts(with: Sniffer.byteOrderMark)
    document.text = (hasMark ? start + Sniffer.byteOrderMark.count : start)..<filled
    return document
  }

  /// Reads a whole text to `bytes[filled...]`; what is wrong with it.
  private func read(
    _ stream: ByteStream, _ bytes: inout [UInt8], _ filled: inout Int
  ) throws(FileError) -> RecordProblem? {
    let head = try stream.peek(Sniffer.headSize)
    do throws(CorpusError) {
      try Sniffer.refuseForeign(head, path: stream.path)
    } catch {
      return .unusable(error)
    }
    let start = filled
    while filled - start <= options.recordLimit {
      let step = min(max(64 << 10, filled - start), options.recordLimit + 1)
      provide(&bytes, filled + step)
      let taken = try stream.read(into: &bytes, at: filled, atMost: step)
      if taken == 0 { break }
      filled += taken
    }
    return filled - start > options.recordLimit ? .tooLong(limit: options.recordLimit) : nil
  }

  private func provide(_ bytes: inout [UInt8], _ count: Int) {
    if bytes.count < count {
      bytes.append(contentsOf: repeatElement(0, count: max(count - bytes.count, bytes.count)))
    }
  }
}

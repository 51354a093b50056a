import Files

/// Where chunks come from.
protocol ChunkSource {
  /// Puts the next records into `chunk`; false at the end.
  func next(into chunk: inout RawChunk) throws(CorpusError) -> Bool
}

/// Cuts a stream of many records into chunks of whole ones.
final class StreamChunks: ChunkSource {
  private let stream: ByteStream
  private let options: ReadingOptions
  private let newline: UInt8
  private let delimiter: UInt8
  private var layout: InputLayout
  /// Called with the first records until it knows the layout.
  private let resolve: LayoutResolver
  private var isResolved = false

  /// What was read behind the last chunk: the beginning of a record.
  private var carry: [UInt8] = []
  private var line = 1
  private var isAtEnd = false
  private var isSkippingLine = false
  /// A failure of the stream, kept back until the records before it are out.
  private var failure: FileError?

  /// Looks at the first records of an input; nil when they do not tell.
  typealias LayoutResolver =
    (ByteWindow, Range<Int>) throws(CorpusError) -> (layout: InputLayout, next: Int, line: Int)?

  init(
    _ stream: ByteStream, _ options: ReadingOptions, layout: InputLayout, newline: UInt8 = 0x0A,
    resolve: @escaping LayoutResolver
  ) {
    self.stream = stream
    self.options = options
    self.layout = layout
    self.newline = newline
    delimiter = layout.table.delimiter
    self.resolve = resolve
  }

  func next(into chunk: inout RawChunk) throws(CorpusError) -> Bool {
    repeat {
      chunk.start = 0
      chunk.count = 0
      chunk.rejected = nil
      var bytes: [UInt8] = []
      swap(&bytes, &chunk.bytes)
      defer { swap(&bytes, &chunk.bytes) }
      guard try fill(&bytes, &chunk) else { return false }
      // A chunk of nothing but the header is not worth a turn.
    } while chunk.rejected == nil && chunk.start == chunk.count
    return true
  }

  private func fill(_ bytes: inout [UInt8], _ chunk: inout RawChunk) throws(CorpusError) -> Bool {
    if isAtEnd, carry.isEmpty, failure == nil { return false }
    if isSkippingLine { try skipLine(&bytes) }
    var filled = carry.count
    // A small file needs no more memory than its size, and a byte to see its end.
    var target = max(stream.plainSize.map { min($0, options.chunkSize - 1) + 1 } ?? options.chunkSize, filled)
    provide(&bytes, target)
    bytes.replaceSubrange(0..<filled, with: carry)
    carry.removeAll(keepingCapacity: true)
    var cutter = makeCutter()
    while true {
      withByteWindow(&bytes, count: filled) { cutter.scan($0, isAtEnd: isAtEnd) }
      if filled >= target || isAtEnd || failure != nil || cutter.isOverLimit {
        if cutter.end > 0 {
          carry.append(contentsOf: bytes[cutter.end..<filled])
          return try finish(&bytes, cutter.end, &chunk)
        }
        if let quote = cutter.openQuote, cutter.isOverLimit || isAtEnd {
          return try rejectQuoted(&bytes, filled, quote, &chunk)
        }
        if let failure { throw .file(failure) }
        if isAtEnd {
          if filled == 0 { return false }
          bytes[filled] = newline
          return try finish(&bytes, filled + 1, &chunk)
        }
        if filled > options.recordLimit, cutter.openQuote == nil {
          isSkippingLine = true
          return try reject(.tooLong(limit: options.recordLimit), &chunk)
        }
        target = max(target, min(2 * target, max(options.recordLimit + 1, options.chunkSize)))
        if target == filled { target += options.chunkSize }
        provide(&bytes, target)
      }
      filled += try read(into: &bytes, at: filled, atMost: target - filled)
    }
  }

  private func makeCutter() -> Cutter {
    switch layout.format {
    case .csv, .tsv: .table(TableCutter(delimiter: delimiter, newline: newline, limit: options.recordLimit))
    default: .lines(LineCutter())
    }
  }

  /// Makes room for `count` bytes, a newline that the input may lack, and the padding.
  private func provide(_ bytes: inout [UInt8], _ count: Int) {
    let missing = count + 1 + ByteWindow.padding - bytes.count
    if missing > 0 { bytes.append(contentsOf: repeatElement(0, count: missing)) }
  }

  private func read(into bytes: inout [UInt8], at offset: Int, atMost count: Int) throws(CorpusError) -> Int {
    do throws(FileError) {
      let taken = try stream.read(into: &bytes, at: offset, atMost: count)
      isAtEnd = taken == 0
      return taken
    } catch {
      failure = error
      return 0
    }
  }

  private func finish(_ bytes: inout [UInt8], _ count: Int, _ chunk: inout RawChunk) throws(CorpusError) -> Bool {
    chunk.count = count
    chunk.firstLine = line
    line += withByteWindow(&bytes, count: count) { $0.occurrences(of: newline, in: 0..<count) }
    if !isResolved {
      let resolved: Result<(layout: InputLayout, next: Int, line: Int)?, CorpusError> =
        withByteWindow(&bytes, count: count) { window in
          do throws(CorpusError) { return .success(try resolve(window, 0..<count)) } catch { return .failure(error) }
        }
      if let (layout, next, line) = try resolved.get() {
        self.layout = layout
        chunk.start = next
        chunk.firstLine += line - 1
        isResolved = true
      }
    }
    chunk.layout = layout
    return true
  }

  // MARK: - Records that are too long

  private func reject(_ problem: RecordProblem, _ chunk: inout RawChunk) throws(CorpusError) -> Bool {
    if !isResolved, case .table = makeCutter() { throw .brokenHeader(stream.path, problem) }
    chunk.rejected = problem
    chunk.firstLine = line
    chunk.layout = layout
    return true
  }

  /// Gives up a record whose quote does not close, and goes on behind the line in which it opened: one forgotten quote
  /// costs one record and not the rest of the file.
  private func rejectQuoted(
    _ bytes: inout [UInt8], _ filled: Int, _ quote: Int, _ chunk: inout RawChunk
  ) throws(CorpusError) -> Bool {
    let recordEnd = min(filled, options.recordLimit)
    let (end, openedInLine) = withByteWindow(&bytes, count: filled) { window in
      (
        quote < recordEnd ? window.first(newline, in: quote..<recordEnd) : recordEnd,
        line + window.occurrences(of: newline, in: 0..<quote)
      )
    }
    if end == recordEnd, !isAtEnd || filled > options.recordLimit {
      // Not even the line ends within the limit.
      carry.append(contentsOf: bytes[recordEnd..<filled])
      isSkippingLine = true
      let isRejected = try reject(.tooLong(limit: options.recordLimit), &chunk)
      line += openedInLine - line
      return isRejected
    }
    carry.append(contentsOf: bytes[min(end + 1, filled)..<filled])
    let isRejected = try reject(.unterminatedQuote(openedInLine: openedInLine), &chunk)
    line = openedInLine + 1
    return isRejected
  }

  /// Reads up to the next newline without keeping anything before it.
  private func skipLine(_ bytes: inout [UInt8]) throws(CorpusError) {
    isSkippingLine = false
    line += 1
    provide(&bytes, options.chunkSize)
    var pending = carry
    carry.removeAll(keepingCapacity: true)
    while true {
      if let end = pending.firstIndex(of: newline) {
        carry.append(contentsOf: pending[(end + 1)...])
        return
      }
      let taken = try read(into: &bytes, at: 0, atMost: options.chunkSize)
      if let failure { throw .file(failure) }
      if taken == 0 { return }
      pending = Array(bytes[..<taken])
    }
  }
}

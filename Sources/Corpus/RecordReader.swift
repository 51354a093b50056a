public import Files

/// Reads inputs one after the other, in order, and cuts them into chunks of whole records.
///
/// Reading is sequential, on one thread at a time; the chunks can be decoded on any thread:
///
///     var chunk = RawChunk()
///     var batch = RecordBatch()
///     while try reader.next(into: &chunk) {
///       chunk.decode(into: &batch)
///       for record in batch.records { … }
///     }
public final class RecordReader {
  public enum Input: Equatable, Sendable {
    case standardInput
    /// A file or a folder.
    case path(FilePath)

    /// As on the command line: `-` is standard input.
    public init(argument: FilePath) { self = argument == "-" ? .standardInput : .path(argument) }
  }

  public let inputs: [Input]
  /// Sentences about what was guessed and noticed so far, each naming its file.
  public private(set) var notes: [String] = []
  /// What was passed over in folders so far.
  public private(set) var skipped = FolderWalk.Skipped()

  private let options: ReadingOptions
  /// The first input with keys or columns, and their names.
  private var firstNames: (path: FilePath, names: [String])?
  private let columns = NamedColumns()
  private var nextInput = 0
  private var nextSequence = 0
  private var source: (any ChunkSource)?

  /// - Throws: `.badOption`. Inputs are opened when their turn comes.
  public init(_ inputs: [Input], options: ReadingOptions = ReadingOptions()) throws(CorpusError) {
    try options.validate()
    self.inputs = inputs
    self.options = options
  }

  /// Puts the next records into `chunk`, in the memory that it already has; false behind the last input.
  ///
  /// - Throws: what makes the rest of an input unreadable; the chunks before hold all records before it. A further
  ///   call goes on with the next input.
  public func next(into chunk: inout RawChunk) throws(CorpusError) -> Bool {
    while true {
      if let source {
        do throws(CorpusError) {
          if try source.next(into: &chunk) {
            chunk.sequence = nextSequence
            nextSequence += 1
            return true
          }
        } catch {
          self.source = nil
          throw error
        }
        self.source = nil
      }
      guard nextInput < inputs.count else { return false }
      nextInput += 1
      source = try open(inputs[nextInput - 1], index: nextInput - 1)
    }
  }

  private func open(_ input: Input, index: Int) throws(CorpusError) -> any ChunkSource {
    if case .path(let path) = input {
      let isFolder: Bool
      do throws(FileError) { isFolder = try path.isFolder() } catch { throw .file(error) }
      if isFolder { return try openFolder(path, index) }
    }
    let stream: ByteStream
    let head: ArraySlice<UInt8>
    do throws(FileError) {
      switch input {
      case .standardInput: stream = try .standardInput(readSize: options.readSize)
      case .path(let path): stream = try ByteStream(path: path, readSize: options.readSize)
      }
      head = try stream.peek(Sniffer.headSize)
    } catch {
      throw .file(error)
    }
    try Sniffer.refuseForeign(head, path: stream.path)
    noteCompression(of: stream)
    return try openStream(stream, head, index)
  }

  private func openStream(
    _ stream: ByteStream, _ marked: ArraySlice<UInt8>, _ index: Int
  ) throws(CorpusError) -> any ChunkSource {
    let path = stream.path
    let hasMark = marked.starts(with: Sniffer.byteOrderMark)
    let head = hasMark ? marked.dropFirst(Sniffer.byteOrderMark.count) : marked
    let format = format(of: stream, head)
    if format == .jsonLines { try Sniffer.refuseOtherJSON(head, path: path) }
    let layout = InputLayout(
      index: index, path: path, format: format, options: options, columns: columns, keys: JSONKeys(options))
    if format == .text { return DocumentChunks(stream, layout: layout, options: options) }
    if hasMark { try skip(Sniffer.byteOrderMark.count, of: stream) }
    switch format {
    case .jsonLines:
      return StreamChunks(stream, options, layout: layout) { [weak self, options, columns] window, range in
        guard let found = JSONLinesDecoder.firstNames(in: window, range, layout.keys) else { return nil }
        self?.noteKeys(found.fields, path)
        self?.noteNames(found.all, path)
        let fixed = InputLayout(
          index: index, path: path, format: format, options: options, columns: columns,
          keys: layout.keys.fixed(to: found.fields))
        return (fixed, range.lowerBound, 1)
      }
    case .csv, .tsv:
      let newline = Sniffer.lineEnd(of: head)
      var table = TableLayout()
      table.delimiter = options.delimiter ?? (format == .tsv ? 0x09 : 0x2C)
      table.newline = newline
      let unresolved = InputLayout(
        index: index, path: path, format: format, options: options, columns: columns, table: table)
      return StreamChunks(stream, options, layout: unresolved, newline: newline) {
        [weak self, options, columns, table] (window, range) throws(CorpusError) in
        let header = try Header(in: window, range, table: table, options: options, path: path)
        self?.noteColumns(header, path)
        self?.noteNames(header.columns, path)
        let layout = InputLayout(
          index: index, path: path, format: format, options: options, columns: columns, table: header.table)
        // A column that is named and not there was refused with the header.
        for field in options.columns.keys { columns.note(NamedColumns.bit(field)) }
        return (layout, header.next, header.line)
      }
    case .fastText, .text:
      return StreamChunks(stream, options, layout: layout) { (layout, $1.lowerBound, 1) }
    }
  }

  private func openFolder(_ path: FilePath, _ index: Int) throws(CorpusError) -> any ChunkSource {
    let walk: FolderWalk
    do throws(FileError) {
      walk = try FolderWalk(path, where: Sniffer.isTextInFolder)
      if options.isStrict, let fault = walk.firstFault { throw fault }
    } catch {
      throw .file(error)
    }
    if options.isStrict, let first = (walk.skipped.symbolicLinks.first + walk.skipped.specialFiles.first).min() {
      throw .skipped(first)
    }
    skipped += walk.skipped
    let areInFolders = walk.files.allSatisfy { $0.bytes.contains(UInt8(ascii: "/")) }
    if options.takesLabelsFromFolders, !areInFolders {
      notes.append("\(path): some texts lie directly in this folder, so that folder names are not taken as labels")
    }
    return DocumentChunks(
      folder: path, files: walk.files, hasLabels: options.takesLabelsFromFolders && areInFolders,
      layout: InputLayout(index: index, path: path, format: .text, options: options, columns: columns),
      options: options
    ) { [weak self] file in self?.skipped.unreadable.add(file) }
  }

  private func skip(_ count: Int, of stream: ByteStream) throws(CorpusError) {
    var bytes = [UInt8](repeating: 0, count: count)
    var skipped = 0
    do throws(FileError) {
      while skipped < count { skipped += try stream.read(into: &bytes, at: skipped, atMost: count - skipped) }
    } catch {
      throw .file(error)
    }
  }

  private func format(of stream: ByteStream, _ head: ArraySlice<UInt8>) -> RecordFormat {
    if let format = options.format { return format }
    let named = stream.isStandardInput ? nil : Sniffer.format(ofName: stream.path)
    if let named, named != .text { return named }
    // Nothing on standard input is no record; an empty file that is named as a text is an empty text.
    if named == nil, head.isEmpty { return .fastText }
    let sniffed = Sniffer.format(of: head, options: options, path: stream.path)
    if let named, sniffed != .fastText { return named }
    notes.append("\(stream.path): read as \(sniffed.title), by its first bytes")
    return sniffed
  }

  // MARK: - What is worth a word

  private func noteCompression(of stream: ByteStream) {
    if stream.isStandardInput { return }
    let isNamedGzip = stream.path.extensions.first == "gz"
    if stream.isGzip, !isNamedGzip { notes.append("\(stream.path): this is gzip, though its name does not say so") }
    if !stream.isGzip, isNamedGzip { notes.append("\(stream.path): this is not gzip, though its name says so") }
  }

  private func noteNames(_ names: [String], _ path: FilePath) {
    if firstNames == nil { firstNames = (path, names) }
  }

  /// Checks that each column named by the user was in some record; to be called when all chunks are decoded.
  ///
  /// - Throws: `.absentField` for the first that was in none. Inputs without names for fields, such as texts, lack none.
  public func checkNamedColumns() throws(CorpusError) {
    for field in Field.allCases where options.columns[field] != nil {
      if let error = absence(of: field) { throw error }
    }
  }

  /// What to say when no record had this field: the name it was looked for under, beside those that were there.
  ///
  /// Nil where the inputs have no names for fields, or where the name was there without values.
  public func absence(of field: Field) -> CorpusError? {
    guard let (path, names) = firstNames else { return nil }
    let wanted = options.columns[field]
    if wanted != nil, columns.contains(field) { return nil }
    if wanted == nil, names.contains(where: { field.usualNames.contains($0.lowercased()) }) { return nil }
    return .absentField(path, field, name: wanted, names: names)
  }

  private func noteKeys(_ found: FieldMap<[UInt8]?>, _ path: FilePath) {
    note(path, "key") { field in found[field].map { String(decoding: $0, as: UTF8.self) } }
  }

  private func noteColumns(_ header: Header, _ path: FilePath) {
    note(path, "column") { header.table.columnName(of: $0, in: header.columns) }
  }

  private func note(_ path: FilePath, _ kind: String, _ name: (Field) -> String?) {
    let order: [Field] = [.text, .label, .id, .group, .date, .source, .weight]
    let guesses = order.filter { options.columns[$0] == nil }.compactMap { field in
      name(field).map { "\(field.name) from \(kind) '\(TerminalText.escaped($0, limit: 40))'" }
    }
    if !guesses.isEmpty { notes.append("\(path): \(guesses.joined(separator: ", "))") }
  }
}

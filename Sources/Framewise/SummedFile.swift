internal import Files
internal import LinearAlgebra
internal import Synchronization

/// A model's file in memory, and the SHA-256 of it with zeros in the digest's own place.
///
/// To sum takes longer than to read, so a second thread sums what is there already, and goes on while the file is used.
struct SummedFile {
  let bytes: Stored<UInt8>
  /// Where the digits of the digest stand; nil where there are none.
  let place: Range<Int>?
  /// Sums first, and then does what else it is given.
  let second: SecondThread
  private let running: Running

  /// The sum; waits for it.
  var sum: String {
    second.wait()
    return running.hex()
  }

  init(_ bytes: Stored<UInt8>) {
    let second = SecondThread()
    let running = Running()
    second.begin { running.add(bytes) }
    self.init(bytes: bytes, second: second, running: running)
  }

  private init(bytes: Stored<UInt8>, second: SecondThread, running: Running) {
    self.bytes = bytes
    self.second = second
    self.running = running
    place = Self.place(in: bytes)
  }

  /// Reads a regular file whole.
  ///
  /// - Throws: also where it is longer than `limit`.
  init(contentsOf path: FilePath, limit: Int) throws(FileError) {
    let second = SecondThread()
    let running = Running()
    var memory = LargeMemory(byteCount: 0)
    // SAFETY: the memory is kept, and only what is counted, which was written, is looked at.
    let count = unsafe try RegularFile.read(path, limit: limit) { size in
      memory = LargeMemory(byteCount: size)
      return unsafe memory.bytes
    } progress: { count in
      let arrived = Stored(memory).part(0..<count)
      if count >= Sum.head { second.begin { running.add(arrived) } }
    }
    let bytes = Stored(memory).part(0..<count)
    second.begin { running.add(bytes) }
    self.init(bytes: bytes, second: second, running: running)
  }
}

extension SummedFile {
  /// A sum that another thread makes.
  private final class Running: Sendable {
    private let sum = Mutex(Sum())

    func add(_ file: Stored<UInt8>) { sum.withLock { $0.add(file) } }

    func hex() -> String { sum.withLock { $0.hex() } }
  }

  /// The sum of a file as far as it is there.
  private struct Sum {
    /// The digest stands within so many bytes: its entry is the third of the metadata.
    static let head = 4096

    private var digest = RunningDigest()
    /// Bytes that are summed.
    private var count = 0

    /// - Parameter file: what was given before, and more; the first time all, or no less than `head`.
    mutating func add(_ file: Stored<UInt8>) {
      var start = count
      if start == 0, let place = SummedFile.place(in: file) {
        digest.add(file[..<place.lowerBound])
        digest.add(ModelFile.zeroDigest.utf8)
        start = place.upperBound
      }
      digest.add(file[start...])
      count = file.count
    }

    func hex() -> String { digest.hex() }
  }

  /// Where the digits of a file's digest stand; nil where there are none.
  static func place(in file: some Collection<UInt8>) -> Range<Int>? {
    let head = Array(file.prefix(Sum.head))
    let key = Array("\"sha256\":\"".utf8)
    let end = head.count - key.count - 64
    guard end > 8 else { return nil }
    for start in 8..<end where head[start] == key[0] && Array(head[start..<start + key.count]) == key {
      return start + key.count..<start + key.count + 64
    }
    return nil
  }
}

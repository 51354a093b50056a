internal import Dispatch
internal import Files
internal import LinearAlgebra
internal import Synchronization

/// A model's file in memory, and the SHA-256 of it with zeros in the digest's own place.
struct SummedFile {
  let bytes: Stored<UInt8>
  /// Where the digits of the digest stand; nil where there are none.
  let place: Range<Int>?
  let sum: String

  init(_ bytes: Stored<UInt8>) {
    var sum = Sum()
    sum.add(bytes)
    self.bytes = bytes
    place = sum.place
    self.sum = sum.hex()
  }

  /// Reads a regular file whole. To sum takes as long as to read, so one thread sums what another has read already.
  ///
  /// - Throws: also where it is longer than `limit`.
  init(contentsOf path: FilePath, limit: Int) throws(FileError) {
    struct Arrival {
      var memory = LargeMemory(byteCount: 0)
      var count = 0
      var isOver = false
      var failure: FileError?
    }
    let arrival = Mutex(Arrival())
    let more = DispatchSemaphore(value: 0)
    // The first piece is begun first, so the second never waits for what nobody does.
    let sums = Parallel.map(2, threads: 2) { part -> Sum in
      var sum = Sum()
      if part == 0 {
        do throws(FileError) {
          // SAFETY: the memory is kept by `arrival`, and what is counted there was written.
          _ = unsafe try RegularFile.read(path, limit: limit) { size in
            let memory = LargeMemory(byteCount: size)
            arrival.withLock { $0.memory = memory }
            return unsafe memory.bytes
          } progress: { count in
            arrival.withLock { $0.count = count }
            more.signal()
          }
        } catch {
          arrival.withLock { $0.failure = error }
        }
        arrival.withLock { $0.isOver = true }
        more.signal()
        return sum
      }
      while true {
        more.wait()
        let (memory, count, isOver) = arrival.withLock { ($0.memory, $0.count, $0.isOver) }
        // SAFETY: what is counted was written before; the rest is not looked at.
        if isOver || count - sum.count >= Sum.head { sum.add(Stored(memory).part(0..<count)) }
        if isOver { return sum }
      }
    }
    let whole = arrival.withLock { $0 }
    if let failure = whole.failure { throw failure }
    bytes = Stored(whole.memory).part(0..<whole.count)
    place = sums[1].place
    sum = sums[1].hex()
  }
}

extension SummedFile {
  /// The sum of a file as far as it is there.
  private struct Sum {
    /// The digest stands within so many bytes: its entry is the third of the metadata.
    static let head = 4096

    private var digest = RunningDigest()
    private(set) var place: Range<Int>?
    /// Bytes that are summed.
    private(set) var count = 0

    /// - Parameter file: what was given before, and more; the first time all, or no less than `head`.
    mutating func add(_ file: Stored<UInt8>) {
      var start = count
      if start == 0 {
        place = Self.place(in: Array(file.prefix(Self.head)))
        if let place {
          digest.add(file[..<place.lowerBound])
          digest.add(ModelFile.zeroDigest.utf8)
          start = place.upperBound
        }
      }
      digest.add(file[start...])
      count = file.count
    }

    consuming func hex() -> String { digest.hex() }

    private static func place(in head: [UInt8]) -> Range<Int>? {
      let key = Array("\"sha256\":\"".utf8)
      let end = head.count - key.count - 64
      guard end > 8 else { return nil }
      for start in 8..<end where head[start] == key[0] && Array(head[start..<start + key.count]) == key {
        return start + key.count..<start + key.count + 64
      }
      return nil
    }
  }
}

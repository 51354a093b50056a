/// The documents that weigh something, in an order that is drawn anew for each epoch (Fisher and Yates), from a
/// generator of our own (SplitMix64) and a fixed seed.
struct DocumentOrder {
  private(set) var documents: [UInt32]
  private var random: UInt64 = 0x9e37_79b9_7f4a_7c15

  init(_ problem: TrainingProblem) {
    documents = (0..<problem.documentCount).filter { problem.documentWeights[$0] > 0 }.map { UInt32($0) }
  }

  mutating func shuffle() {
    // Taken out and put back, so that no access is tracked for each exchange.
    var order: [UInt32] = []
    swap(&order, &documents)
    var random = random
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      random &+= 0x9e37_79b9_7f4a_7c15
      var bits = random
      bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
      bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
      bits ^= bits >> 31
      order.swapAt(last, Int(((bits >> 32) &* UInt64(last + 1)) >> 32))
    }
    self.random = random
    swap(&order, &documents)
  }
}

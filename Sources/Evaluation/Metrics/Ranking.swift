/// One label's documents in the order of falling scores, ties together: the base of ROC AUC and average precision.
struct Ranking {
  /// A run of documents with equal scores.
  struct Tie {
    var range: Range<Int>
    var positives: Double
  }

  /// Documents, best score first.
  let order: [Int]
  let ties: [Tie]
  let isPositive: [Bool]
  let positives: Double
  let negatives: Double

  init(scores: [Double], isPositive: [Bool]) {
    order = scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    var ties: [Tie] = []
    var start = 0
    while start < order.count {
      var end = start
      var hits = 0.0
      while end < order.count, scores[order[end]] == scores[order[start]] {
        if isPositive[order[end]] { hits += 1 }
        end += 1
      }
      ties.append(Tie(range: start..<end, positives: hits))
      start = end
    }
    self.ties = ties
    self.isPositive = isPositive
    positives = ties.reduce(0) { $0 + $1.positives }
    negatives = Double(order.count) - positives
  }

  var isDefined: Bool { positives > 0 && negatives > 0 }

  /// The area under the ROC curve, ties counted half, with each document's influence on it.
  ///
  /// The influence of a document is n times its share in the error of the area (DeLong et al. 1988): for a positive
  /// n/P · (share of negatives below it − area), for a negative n/N · (share of positives above it − area).
  func areaWithInfluence() -> (value: Double, influence: [Double]) {
    guard isDefined else { return (.nan, []) }
    var placements = [Double](repeating: 0, count: order.count)
    var positivesAbove = 0.0
    var negativesAbove = 0.0
    var area = 0.0
    for tie in ties {
      let negativesHere = Double(tie.range.count) - tie.positives
      let share = (negatives - negativesAbove - negativesHere / 2) / negatives
      area += tie.positives * share
      for at in tie.range {
        placements[order[at]] = isPositive[order[at]] ? share : (positivesAbove + tie.positives / 2) / positives
      }
      positivesAbove += tie.positives
      negativesAbove += negativesHere
    }
    area /= positives
    let n = Double(order.count)
    let influence = placements.indices.map {
      (placements[$0] - area) * n / (isPositive[$0] ? positives : negatives)
    }
    return (area, influence)
  }

  /// Average precision Σ (Rᵢ − Rᵢ₋₁) Pᵢ over distinct scores, with each document's influence from leaving it out:
  /// (n − 1)(AP − AP without it). All n of them cost one pass, by sums from above and from below.
  func averagePrecisionWithInfluence() -> (value: Double, influence: [Double]) {
    guard isDefined else { return (.nan, []) }
    // Behind a left-out document every tie has one document fewer, and one positive fewer if it was positive.
    var hitsThrough: [Double] = []
    var countThrough: [Double] = []
    var hits = 0.0
    for tie in ties {
      hits += tie.positives
      hitsThrough.append(hits)
      countThrough.append(Double(tie.range.upperBound))
    }
    func term(_ t: Int, fewerHits: Double, fewer: Double) -> Double {
      let count = countThrough[t] - fewer
      return count > 0 ? ties[t].positives * (hitsThrough[t] - fewerHits) / count : 0
    }
    var behindNegative = [Double](repeating: 0, count: ties.count + 1)
    var behindPositive = behindNegative
    for t in ties.indices.reversed() {
      behindNegative[t] = behindNegative[t + 1] + term(t, fewerHits: 0, fewer: 1)
      behindPositive[t] = behindPositive[t + 1] + term(t, fewerHits: 1, fewer: 1)
    }
    let value = ties.indices.reduce(0) { $0 + term($1, fewerHits: 0, fewer: 0) } / positives
    let n = Double(order.count)
    var influence = [Double](repeating: 0, count: order.count)
    var before = 0.0
    for t in ties.indices {
      let withoutNegative = (before + behindNegative[t]) / positives
      var own = 0.0
      if countThrough[t] > 1 {
        own = (ties[t].positives - 1) * (hitsThrough[t] - 1) / (countThrough[t] - 1)
      }
      let withoutPositive = positives > 1 ? (before + own + behindPositive[t + 1]) / (positives - 1) : value
      for at in ties[t].range {
        let document = order[at]
        influence[document] = (n - 1) * (value - (isPositive[document] ? withoutPositive : withoutNegative))
      }
      before += term(t, fewerHits: 0, fewer: 0)
    }
    return (value, influence)
  }
}

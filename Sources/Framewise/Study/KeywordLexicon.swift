/// A small lexicon of cooperation and conflict between states: what a reader might write down in ten minutes, so that
/// a model has something honest to beat. An entry is a word, or with an asterisk the beginning of words.
enum KeywordLexicon {
  static let cooperation: [String] = [
    "accord", "accords", "agree*", "aid", "alliance*", "allied", "ally", "allies", "amicab*", "assist*",
    "breakthrough*", "ceasefire*", "collaborat*", "compromis*", "conciliat*", "cooperat*", "co-operat*", "deal",
    "deals", "dialogue*", "friend*", "goodwill", "handshake*", "harmon*", "help*", "hospitab*", "invest*", "joint*",
    "mediat*", "negotiat*", "pact", "pacts", "partner*", "peace*", "pledg*", "rapprochement", "ratif*", "reconcil*",
    "rescue*", "reopen*", "share", "shared", "sharing", "signed", "signing", "solidarity", "summit*", "support*",
    "thank*", "thaw*", "together", "trade*", "treaty", "treaties", "trust*", "twinn*", "understanding", "welcom*",
  ]

  static let conflict: [String] = [
    "accus*", "aggress*", "annex*", "armed", "assault*", "attack*", "ban", "banned", "bans", "blame*", "blockad*",
    "bomb*", "boycott*", "breach*", "casualt*", "clash*", "condemn*", "confront*", "coerc*", "cyberattack*",
    "denounc*", "deter", "deterr*", "disput*", "enemy", "enemies", "escalat*", "espionage", "expel*", "fight*",
    "hostil*", "incursion*", "intrusion*", "invad*", "invasion*", "kill*", "military", "missile*", "nuclear",
    "offensive*", "protest*", "provoc*", "provok*", "rebuk*", "reject*", "retaliat*", "rival*", "sanction*",
    "shelled", "shelling", "shot", "spy", "spies", "strike", "strikes", "tension*", "threat*", "troops", "violat*",
    "war", "wars", "warn*", "warship*", "weapon*", "withdrew",
  ]

  /// Words of a text that each list holds.
  ///
  /// - Parameter text: UTF-8; letters are compared as in ASCII, without regard to case.
  static func count(_ text: ArraySlice<UInt8>) -> (cooperation: Int, conflict: Int) {
    var counts = (cooperation: 0, conflict: 0)
    var word: [UInt8] = []
    func close() {
      if word.count > 1 {
        if stems.cooperation.matches(word) { counts.cooperation += 1 }
        if stems.conflict.matches(word) { counts.conflict += 1 }
      }
      word.removeAll(keepingCapacity: true)
    }
    for byte in text {
      switch byte {
      case 0x41...0x5A: word.append(byte | 0x20)
      case 0x61...0x7A, 0x2D, 0x80...: word.append(byte)
      default: close()
      }
    }
    close()
    return counts
  }

  private static let stems = (cooperation: Entries(cooperation), conflict: Entries(conflict))

  private struct Entries: Sendable {
    private var byFirst: [UInt8: [(bytes: [UInt8], isWhole: Bool)]] = [:]

    init(_ words: [String]) {
      for word in words {
        let isWhole = !word.hasSuffix("*")
        let bytes = Array(word.utf8.prefix { $0 != 0x2A })
        byFirst[bytes[0], default: []].append((bytes, isWhole))
      }
    }

    func matches(_ word: [UInt8]) -> Bool {
      byFirst[word[0]]?.contains { $0.isWhole ? word == $0.bytes : word.starts(with: $0.bytes) } ?? false
    }
  }
}

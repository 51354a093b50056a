/// What language a text is in, as far as its script and its most frequent small words tell.
public enum Language {
  /// Two-letter code of ISO 639-1; `xx` for a language in Latin letters that is not among those known here; nil where the
  /// text is too short or too mixed to say.
  public static func guess(_ text: Span<UInt8>) -> String? {
    if FunctionWords.isPlainlyEnglish(text) { return "en" }
    var scripts = ScriptCounts()
    scripts.count(text, limit: 1_500)
    if let code = scripts.decision { return code }
    guard scripts.latin >= 20, scripts.latin * 2 > scripts.letters else { return nil }
    return FunctionWords.decision(text, limit: 1_500)
  }

  /// The English name of a code.
  public static func name(_ code: String) -> String { names[code] ?? "another language" }

  private static let names = [
    "en": "English", "fr": "French", "de": "German", "es": "Spanish", "pt": "Portuguese", "it": "Italian",
    "nl": "Dutch", "pl": "Polish", "cs": "Czech", "ro": "Romanian", "sv": "Swedish", "da": "Danish or Norwegian",
    "fi": "Finnish", "hu": "Hungarian", "tr": "Turkish", "id": "Indonesian or Malay", "vi": "Vietnamese",
    "sw": "Swahili", "hr": "Croatian, Bosnian or Serbian", "ru": "Russian", "uk": "Ukrainian", "bg": "Bulgarian",
    "sr": "Serbian", "el": "Greek", "he": "Hebrew", "ar": "Arabic", "fa": "Persian", "ur": "Urdu", "hi": "Hindi",
    "bn": "Bengali", "ta": "Tamil", "th": "Thai", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "ka": "Georgian",
    "hy": "Armenian", "am": "Amharic",
  ]
}

/// Letters of a text by script, and those that only some languages of a script have.
struct ScriptCounts {
  private(set) var letters = 0
  private(set) var latin = 0
  private var byCode: [String: Int] = [:]
  private var cyrillic = 0
  private var arabic = 0
  private var marks: [String: Int] = [:]

  /// The language, where most letters are of one script that is not Latin.
  var decision: String? {
    guard letters - latin >= 8, (letters - latin) * 2 > letters else { return nil }
    if cyrillic * 2 > letters - latin {
      for code in ["uk", "sr", "ru", "bg"] where (marks[code] ?? 0) * 200 > cyrillic { return code }
      return "ru"
    }
    if arabic * 2 > letters - latin {
      for code in ["ur", "fa"] where (marks[code] ?? 0) * 100 > arabic { return code }
      return "ar"
    }
    // Japanese is known by its syllables, beside which Chinese characters may be more.
    if let kana = byCode["ja"], kana * 10 > letters { return "ja" }
    let most = byCode.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return most.flatMap { $0.value * 2 > letters - latin ? $0.key : nil }
  }

  mutating func count(_ text: Span<UInt8>, limit: Int) {
    var place = 0
    let end = min(limit, text.count)
    while place < end {
      let byte = text[place]
      if byte < 0x80 {
        if (byte | 0x20) &- 0x61 < 26 {
          latin += 1
          letters += 1
        }
        place += 1
        continue
      }
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
      guard place + length <= text.count else { break }
      var scalar = UInt32(byte) & (0x7F >> UInt32(length))
      for offset in 1..<length { scalar = scalar << 6 | UInt32(text[place + offset] & 0x3F) }
      add(scalar)
      place += length
    }
  }

  private mutating func add(_ scalar: UInt32) {
    switch scalar {
    case 0xC0...0x24F, 0x1E00...0x1EFF:
      latin += 1
    case 0x400...0x52F:
      cyrillic += 1
      switch scalar {
      case 0x404, 0x454, 0x406, 0x456, 0x407, 0x457, 0x490, 0x491: marks["uk", default: 0] += 1
      case 0x402, 0x452, 0x408, 0x458, 0x409, 0x459, 0x40A, 0x45A, 0x40B, 0x45B, 0x40F, 0x45F:
        marks["sr", default: 0] += 1
      case 0x42B, 0x44B, 0x42D, 0x44D, 0x401, 0x451: marks["ru", default: 0] += 1
      case 0x42A, 0x44A: marks["bg", default: 0] += 1
      default: break
      }
    case 0x600...0x6FF, 0x750...0x77F:
      arabic += 1
      switch scalar {
      case 0x679, 0x688, 0x691, 0x6BA, 0x6D2: marks["ur", default: 0] += 1
      case 0x67E, 0x686, 0x698, 0x6AF, 0x6A9, 0x6CC: marks["fa", default: 0] += 1
      default: break
      }
    case 0x370...0x3FF, 0x1F00...0x1FFF: byCode["el", default: 0] += 1
    case 0x590...0x5FF: byCode["he", default: 0] += 1
    case 0x530...0x58F: byCode["hy", default: 0] += 1
    case 0x10A0...0x10FF: byCode["ka", default: 0] += 1
    case 0x900...0x97F: byCode["hi", default: 0] += 1
    case 0x980...0x9FF: byCode["bn", default: 0] += 1
    case 0xB80...0xBFF: byCode["ta", default: 0] += 1
    case 0xE00...0xE7F: byCode["th", default: 0] += 1
    case 0x1200...0x137F: byCode["am", default: 0] += 1
    case 0x3040...0x30FF: byCode["ja", default: 0] += 1
    case 0x3400...0x4DBF, 0x4E00...0x9FFF: byCode["zh", default: 0] += 1
    case 0xAC00...0xD7AF, 0x1100...0x11FF: byCode["ko", default: 0] += 1
    default: return
    }
    letters += 1
  }
}

import Foundation
import Preparation
import TestSupport
import Testing

struct LanguageTests {
  private static func guess(_ text: String) -> String? { Language.guess(text.utf8.span) }

  @Test(arguments: [
    ("fr", "Les deux ministres ont signé hier à Genève un accord sur la pêche, selon un communiqué de la présidence."),
    (
      "de",
      "Die beiden Minister haben am Montag ein Abkommen über die Fischerei unterzeichnet, wie die Regierung mitteilte."
    ),
    ("es", "Los dos ministros firmaron ayer un acuerdo sobre la pesca, según un comunicado de la presidencia."),
    ("pt", "Os dois ministros assinaram ontem um acordo sobre a pesca, segundo um comunicado da presidência."),
    ("it", "I due ministri hanno firmato ieri un accordo sulla pesca, secondo una nota della presidenza."),
    (
      "tr",
      "İki bakan dün balıkçılık konusunda bir anlaşma imzaladı ve iki ülke arasında iş birliği için daha çok çalışılacak."
    ),
    ("ru", "Министры двух стран подписали вчера соглашение о рыболовстве, сообщает пресс-служба."),
    ("uk", "Міністри двох країн підписали вчора угоду про рибальство, повідомляє пресслужба."),
    ("ar", "وقع وزيرا البلدين أمس اتفاقا بشأن مصايد الأسماك وتعزيز التعاون بين الجانبين."),
    ("fa", "وزیران دو کشور دیروز توافقنامه ماهیگیری را امضا کردند و بر همکاری تأکید کردند."),
    ("zh", "两国部长昨天签署了渔业协定，双方同意加强合作。"), ("ja", "両国の大臣は昨日、漁業協定に署名し、協力を強化することで合意した。"),
    ("ko", "양국 장관은 어제 어업 협정에 서명하고 협력을 강화하기로 합의했다."), ("el", "Οι δύο υπουργοί υπέγραψαν χθες συμφωνία για την αλιεία."),
    ("he", "שני השרים חתמו אתמול על הסכם דיג בין המדינות."), ("hi", "दोनों देशों के मंत्रियों ने कल मत्स्य पालन समझौते पर हस्ताक्षर किए।"),
    ("en", "The two ministers signed an agreement on fishing yesterday, according to the president's office."),
  ]) func languagesAreTold(code: String, text: String) { #expect(Self.guess(text) == code) }

  /// Long enough to be English at a glance, were they English.
  @Test(arguments: [
    (
      "de",
      "Die beiden Minister haben am Montag ein Abkommen über die Fischerei unterzeichnet, wie die Regierung mitteilte. "
    ),
    ("fr", "Les deux ministres ont signé hier à Genève un accord sur la pêche, selon un communiqué de la présidence. "),
    (
      "nl",
      "De twee ministers hebben gisteren in Den Haag een akkoord over de visserij getekend, zo meldt het kabinet. "
    ),
    (
      "da",
      "De to ministre har i går underskrevet en aftale om fiskeri, og det er den første af sin art mellem landene. "
    ),
    ("ru", "Министры двух стран подписали вчера соглашение о рыболовстве, сообщает пресс-служба. "),
    ("en", "The two ministers signed an agreement on fishing yesterday, according to the president's office. "),
  ]) func longTextsAreToldToo(code: String, text: String) {
    #expect(Self.guess(String(repeating: text, count: 20)) == code)
    // A sentence of English before it changes nothing.
    let quote = "\"This is the best that we could do for them,\" he said to the press. "
    #expect(Self.guess(quote + String(repeating: text, count: 20)) == code)
  }

  /// Words at every place of the blocks in which a text is glanced at.
  @Test func englishIsEnglishWhereverItsWordsStand() {
    let text = String(
      repeating: "It was said by many of them that this is not what they had in mind for the people. ", count: 9)
    for shift in 0..<70 {
      #expect(
        Self.guess(String(repeating: "–", count: shift / 3) + String(repeating: " ", count: shift) + text) == "en")
      #expect(Self.guess(text.uppercased().dropFirst(shift).description) == "en")
    }
  }

  @Test(arguments: ["", "Hola", "Beijing, Moscow", "12 / 2003", "S/RES/1325 (2000)", "الصين", "na na na na"])
  func shortTextsAreUndecided(text: String) { #expect(Self.guess(text) == nil) }

  /// English sentences with foreign names are not taken for another language.
  @Test(.enabled(if: SharedData.isPresent, SharedData.absence), arguments: ["un-quadclass", "newsmtsc"])
  func englishIsNotForeign(set: String) throws {
    let lines = try SharedData.bytes("data/\(set)/test.jsonl").split(separator: 0x0A)
    var foreign = 0
    for line in lines {
      let record = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
      let text = try #require(record?["text"] as? String)
      if let code = Self.guess(text), code != "en" { foreign += 1 }
    }
    #expect(Double(foreign) <= 0.005 * Double(lines.count))
  }
}

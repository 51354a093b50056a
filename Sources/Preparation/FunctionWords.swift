/// The small words that tell languages in Latin letters apart.
enum FunctionWords {
  private static let english = """
    the of and to in is that for it as was with be by on not he his but at are this have from or had an they which one you
    were her all she there would their we been has when who will more no if out so said what its about into than them can
    only other new some could these two may then do first any now such our over most after also did many before must
    through where much your should because each just those people how very between both under while against
    """

  private static let others: [(code: String, words: String)] = [
    (
      "fr",
      """
      le la les des du un une et est que qui dans pour pas au aux sur avec ce cette ces son sa ses par plus ne se il elle
      ils nous vous leur leurs mais ou où été être sont ont a été selon entre comme aussi d'une d'un l'on après
      """
    ),
    (
      "de",
      """
      der die das und ist von den dem des ein eine einer eines zu im mit für auf nicht sich auch als an es bei nach wird
      wurde werden sind hat haben aus dass über oder um noch zur zum durch wie sein seine nur vor zwischen gegen
      """
    ),
    (
      "es",
      """
      el la los las de del que y en un una es por con para no se su sus al lo como más pero entre este esta ha han fue son
      sobre también según desde cuando sin hasta dos ser está muy
      """
    ),
    (
      "pt",
      """
      o os as da do das dos de que e em um uma é por com para não se sua seu seus ao aos na no nas nos como mais mas entre
      este esta foi são sobre também segundo pelo pela até está ser já
      """
    ),
    (
      "it",
      """
      il lo la i gli le di del della dei delle che e è un una per con non si su nel nella al alla sono ha hanno come più ma
      anche tra fra dal dalla questo questa essere stato secondo ed
      """
    ),
    (
      "nl",
      """
      de het een en van in dat die is op te met voor niet zijn er aan ook als bij door naar om uit heeft hebben werd worden
      tussen maar nog over tegen deze dit hun
      """
    ),
    (
      "pl",
      """
      w na z i do że nie się o jest to jak za od po przez przy dla są był była być oraz ale który która które ich między już
      tylko może także
      """
    ),
    (
      "cs",
      "a v na se že je to z s o do i za by ale jako po pro k který která které jsou byl byla bylo mezi také při jeho od ve"
    ),
    (
      "ro",
      "și în de la cu pe nu că din pentru a un o este care sunt mai au fost între prin după sau al ale lui iar să se"
    ),
    (
      "sv",
      "och i att det som en på är av för med till den har de inte om ett men var från vid mellan också efter kan under sig ska"
    ),
    (
      "da",
      "og i at det som en på er af for med til den har de ikke om et men var fra ved mellem også efter kan under sig skal ble"
    ),
    (
      "fi",
      "ja on ei että se oli myös kun hän ovat mutta joka sekä tai ole mukaan kuin niin ollut välillä jonka tämä sen olla"
    ),
    ("hu", "a az és hogy nem is egy van volt meg csak de ez már el még ha mint között után szerint lesz vagy kell azt"),
    (
      "tr",
      "ve bir bu da de için ile olarak olan daha çok en gibi sonra kadar ancak arasında göre ise değil her olduğu diye"
    ),
    (
      "id",
      "yang dan di dari untuk dengan ini itu pada tidak akan dalam ke adalah oleh juga telah antara kedua sebagai para bahwa"
    ),
    ("vi", "và của là các trong có được cho một với không những này người đã đến về khi tại giữa cũng từ như ra"),
    ("sw", "na ya wa kwa ni katika za la kuwa hiyo cha yake kati hii pia baada lakini hivyo watu"),
    ("hr", "i u je na se da su za od s o koji koja koje kao ali bi nije će iz po između prema te bio bila još samo"),
  ]

  /// The languages of each word, in an open-addressing table: a word of up to twelve bytes is the number that they make.
  private struct Profiles {
    private static let size = 4096
    private(set) var codes: [String] = []
    private var words = [UInt128](repeating: 0, count: size)
    private var sets = [UInt32](repeating: 0, count: size)

    init() {
      add(FunctionWords.english, "en")
      for (code, words) in FunctionWords.others { add(words, code) }
    }

    private mutating func add(_ text: String, _ code: String) {
      let bit: UInt32 = 1 << UInt32(codes.count)
      for word in text.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
        let number = word.reduce(0) { $0 << 8 | UInt128($1) }
        let slot = slot(number)
        words[slot] = number
        sets[slot] |= bit
      }
      codes.append(code)
    }

    /// Where a word is, or would be.
    @inline(__always)
    private func slot(_ word: UInt128) -> Int {
      let low = UInt64(truncatingIfNeeded: word)
      let high = UInt64(truncatingIfNeeded: word &>> 64)
      var slot = Int(truncatingIfNeeded: ((low ^ high &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15) &>> 52)
      while words[slot] != word, words[slot] != 0 { slot = (slot &+ 1) & (Self.size &- 1) }
      return slot
    }

    /// The languages of a word, a bit each; bit 0 is English.
    @inline(__always)
    subscript(word: UInt128) -> UInt32 { sets[slot(word)] }
  }

  private static let profiles = Profiles()

  // MARK: - What is plainly English

  private static let glance = 512

  /// Whether the beginning of a text is English beyond doubt: a quarter of its words are small words of English, and hardly
  /// any are of other languages alone.
  static func isPlainlyEnglish(_ text: Span<UInt8>) -> Bool {
    let profiles = profiles
    let end = min(glance, text.count)
    var hits = 0
    var others = 0
    var words = 0
    var outside = 0
    unsafe text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var block = 0
      var before: UInt64 = 0
      // SAFETY: 64 bytes are read where 64 are left.
      while block &+ 64 <= end {
        let masks = unsafe StartMasks(base + block)
        var starts = masks.words & ~(masks.words &<< 1 | before)
        while starts != 0 {
          let first = starts.trailingZeroBitCount
          starts &= starts &- 1
          words &+= 1
          let length = (~(masks.words &>> UInt64(truncatingIfNeeded: first))).trailingZeroBitCount
          // A word that may go on in the next block is no hit.
          guard length >= 2, length <= 8, first &+ length < 64 else { continue }
          var word: UInt64 = 0
          for place in 0..<length { word = unsafe word &<< 8 | UInt64(base[block &+ first &+ place] | 0x20) }
          let languages = profiles[UInt128(word)]
          hits &+= Int(truncatingIfNeeded: languages & 1)
          others &+= languages & 1 == 0 && languages != 0 ? 1 : 0
        }
        before = masks.words &>> 63
        outside &+= masks.outside
        block &+= 64
      }
    }
    return hits >= 10 && hits &* 4 >= words && others &* 4 <= hits && outside &* 16 <= end
  }

  // MARK: - Which language it is

  /// The language that has most of the words, where it is clear that it is English or clear that it is not.
  static func decision(_ text: Span<UInt8>, limit: Int) -> String? {
    let profiles = profiles
    var hits = [Int](repeating: 0, count: profiles.codes.count)
    var words = 0
    var word: UInt128 = 0
    var length = 0
    let end = min(limit, text.count)
    for place in 0...end {
      let byte = place < end ? text[place] : 0x20
      if byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 || byte == 0x27 {
        if length < 12 { word = word &<< 8 | UInt128(byte &- 65 < 26 ? byte | 0x20 : byte) }
        length += 1
        continue
      }
      if length > 0 {
        words += 1
        // Single letters are initials and list marks as often as words.
        if (2...12).contains(length) {
          var set = profiles[word]
          while set != 0 {
            hits[set.trailingZeroBitCount] += 1
            set &= set - 1
          }
        }
        word = 0
        length = 0
      }
    }
    var best = 1
    for language in hits.indices.dropFirst() where hits[language] > hits[best] { best = language }
    if hits[0] >= 2, hits[0] >= hits[best] { return "en" }
    if words >= 8, hits[best] >= 3, hits[best] * 7 >= words, hits[best] > 2 * hits[0] { return profiles.codes[best] }
    if words >= 40, hits[0] * 25 < words { return hits[best] * 12 >= words ? profiles.codes[best] : "xx" }
    return nil
  }
}

import Reporting
import Testing

struct DisplayNamesTests {
  @Test func shortNamesStayAsTheyAre() {
    let names = DisplayNames(["cooperative", "", "中立"])
    #expect(names.short == ["cooperative", "(empty)", "中立"])
  }

  @Test func longNamesAreCutAndStayApart() {
    let long = String(repeating: "x", count: 100)
    let names = DisplayNames([long + "1", long + "2"])
    #expect(names.short[0] != names.short[1])
    #expect(names.short.allSatisfy { $0.count < 60 && $0.contains("…") })
    #expect(names.shortened == names.full)
  }

  @Test func wideCharactersCountTwice() {
    #expect(DisplayNames.cut("一二三四五", to: 6) == "一二三…")
    #expect(DisplayNames.cut("abcdef", to: 6) == "abcdef")
  }
}

extension Section {
  static func provenance(_ groups: [ProvenanceGroup], _ labels: DisplayNames) -> Section {
    let shortened = labels.shortened
    if groups.isEmpty && shortened.isEmpty {
      return Section("provenance", "Provenance", Part<Void>.absent(because: "No facts were recorded.")) { _, _ in }
    }
    return Section("provenance", "Provenance") { page in
      page.finding("Everything needed to run this evaluation again and to see that it is the same one.")
      for group in groups {
        page.heading("\(name: DisplayNames.cut(group.title, to: 80))")
        page.markup.element("dl", [.style("facts")]) { list in
          for fact in group.facts {
            list.element("div") { row in
              row.element("dt") { $0.name(fact.name) }
              row.element("dd") { $0.name(fact.value) }
            }
          }
        }
      }
      guard !shortened.isEmpty else { return }
      page.details("Labels in full") { page in
        page.markup.element("ol") { list in
          for label in shortened { list.element("li") { $0.name(label) } }
        }
      }
    }
  }
}

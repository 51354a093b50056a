/// Documents with their texts.
struct DocumentList {
  var documents: [DocumentLine]

  func write(to page: inout Markup) {
    page.element("ul", [.style("documents")]) { list in
      for document in documents {
        list.element("li") { item in
          item.element("span", [.style("id")]) { $0.name(document.id) }
          if let probability = document.probability {
            item.raw(" ")
            item.element("span", [.style("interval")], text: "p = " + NumberText.fixed(probability, 2))
          }
          item.element("p", [.style("passage"), Attribute("dir", "auto")]) { $0.passage(document.text) }
        }
        list.newline()
      }
    }
  }
}

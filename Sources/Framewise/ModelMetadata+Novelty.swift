internal import Corpus
internal import LinearAlgebra

extension ModelMetadata {
  static func encode(_ profile: NoveltyProfile) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("block", profile.block)
    writer.key("languages")
    writer.beginArray()
    for language in profile.languages { writer.value(language) }
    writer.endArray()
    write(profile.lengths, as: "lengths", to: &writer)
    writer.key("bands")
    writer.beginArray()
    for band in profile.bands {
      writer.beginObject()
      writer.member("longest", band.longest)
      write(band.unknown, as: "unknown", to: &writer)
      write(band.similarity, as: "similarity", to: &writer)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// All but the centroids, which are a tensor.
  static func novelty(_ text: String) throws(ModelFileError) -> NoveltyProfile {
    guard let value = try? JSONValue(parsing: Array(text.utf8)), let bands = value["bands"]?.array,
      let block = value["block"]?.integer
    else { throw .unsound(field: "novelty", why: "it is not the JSON that is expected") }
    let profile = NoveltyProfile(
      bands: bands.map {
        NoveltyProfile.Band(
          longest: $0["longest"]?.integer ?? 0, unknown: numbers($0["unknown"]), similarity: numbers($0["similarity"]))
      }, lengths: numbers(value["lengths"]), languages: (value["languages"]?.array ?? []).compactMap(\.string),
      centroids: Stored(), block: block)
    let found = profile.lengths + profile.bands.flatMap { $0.unknown + $0.similarity }
    guard found.allSatisfy({ abs($0) <= Double(counts.upperBound) }),
      profile.bands.allSatisfy({ $0.longest >= 0 })
    else { throw .unsound(field: "novelty", why: "a number is not finite, or beyond 2^53") }
    return profile
  }

  private static func write(_ numbers: [Double], as name: String, to writer: inout JSONWriter) {
    writer.key(name)
    writer.beginArray()
    // Five digits are more than percentiles of some hundred texts have.
    for number in numbers { writer.value((number * 1e5).rounded() / 1e5) }
    writer.endArray()
  }

  private static func numbers(_ value: JSONValue?) -> [Double] { (value?.array ?? []).compactMap(\.double) }
}

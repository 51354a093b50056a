import Foundation
import Framewise
import TestSupport
import Testing

/// The model file is safetensors, so that Python can open it without this program and compute what it computes.
@Suite("Python opens a model")
struct PythonTests {
  static let hasPackages =
    (try? python("import safetensors.numpy, numpy", in: FileManager.default.temporaryDirectory)) != nil

  /// FRAMEWISE_PYTHON names another interpreter, such as that of a virtual environment.
  private static func python(_ script: String, _ arguments: [String] = [], in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let interpreter = ProcessInfo.processInfo.environment["FRAMEWISE_PYTHON"] ?? "python3"
    process.arguments = [interpreter, "-c", script] + arguments
    process.currentDirectoryURL = folder
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Probabilities of a text by a model of single words, from nothing but the file and scikit-learn's formulas.
  private static let script = """
    import json, math, re, sys
    from collections import Counter
    from safetensors import safe_open
    with safe_open("model.framewise", framework="np") as file:
        metadata = file.metadata()
        tensor = {name: file.get_tensor(name) for name in file.keys()}
    labels, features = json.loads(metadata["labels"]), json.loads(metadata["features"])
    raw, offsets = tensor["blocks.0.terms.bytes"].tobytes(), tensor["blocks.0.terms.offsets"]
    column = {raw[a:b].decode(): i for i, (a, b) in enumerate(zip(offsets, offsets[1:]))}
    df, n = tensor["blocks.0.document_frequencies"], features["documents"]
    counts = Counter(column[w] for w in re.findall(r"\\w\\w+", sys.argv[1].lower()) if w in column)
    x = {i: (1 + math.log(c)) * (math.log((1 + n) / (1 + int(df[i]))) + 1) for i, c in counts.items()}
    norm = math.sqrt(sum(v * v for v in x.values()))
    logits = [0.0] + [b + sum(v / norm * float(tensor["weights"][i, k]) for i, v in x.items())
                      for k, b in enumerate(tensor["intercepts"])]
    sums = [math.exp(l) for l in logits]
    print(json.dumps({"labels": labels, "p": [s / sum(sums) for s in sums]}))
    """

  @Test(.enabled(if: hasPackages, "python3 with the packages safetensors and numpy is not there"))
  func `and recomputes a score`() throws {
    let folder = try TemporaryFolder()
    let model = try Training.model(LabelledTexts.make(60), Training.options("word:1"))
    try folder.write(ModelFile.encode(model), to: "model.framewise")
    var scorer = Scorer(model)
    for sample in LabelledTexts.make(5, seed: 12) {
      let answer = try Self.python(Self.script, [sample.text], in: folder.url)
      let value = try #require(try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any])
      #expect(value["labels"] as? [String] == model.labels)
      let theirs = try #require(value["p"] as? [Double])
      for (mine, other) in zip(scorer.probabilities(of: sample.text), theirs) { #expect(abs(mine - other) < 1e-6) }
    }
  }
}

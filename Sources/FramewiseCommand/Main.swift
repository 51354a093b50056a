import ArgumentParser
import Framewise

@main
struct Main: ParsableCommand {
  @Argument var x: String
  func run() { print(hash(Array(x.utf8)).count) }
}

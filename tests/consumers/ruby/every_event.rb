# Reads every documented payload into the class of its event, and compares what is written back.
require_relative "failed_backup"

# `stack.created` has the class StackCreated; quicktype writes some words in capitals.
NAMES = Object.constants.to_h { |name| [name.to_s.downcase, name] }

def missing(path, before, after)
  return (before == after ? nil : path) unless before.is_a?(Hash) && after.is_a?(Hash)

  before.filter_map { |name, value| missing("#{path}.#{name}", value, after[name]) }.first
end

files = Dir[File.join(ARGV.fetch(0), "*.json")].sort
problems = files.filter_map do |file|
  body = File.read(file)
  payload = JSON.parse(body)
  event = Object.const_get(NAMES.fetch(payload["event_type"].delete("._"))).from_json!(body)
  path = missing("$", payload, JSON.parse(event.to_json))
  "#{File.basename(file)}: #{path} did not come back" if path
end
problems.each { |problem| puts "  #{problem}" }
puts "  #{files.size - problems.size} of #{files.size} documented payloads read, and nothing lost"

body = File.read(File.join(ARGV.fetch(0), "managed_backup.fail.json"))
puts "  #{handle(body)}"
expected = "my-production-app: backup 54321 of postgresql myapp_production, "
right = handle(body) == "#{expected}status 0" &&
        handle(body.sub('"backup_status": 0', '"backup_status": 1')) == "#{expected}failed"
exit 1 unless right && problems.empty? && files.size == 48

# Runs the program on the documented failed backup. The other events are not read: the stand-in for dry-struct knows too little.
require_relative "failed_backup"

body = File.read(File.join(ARGV.fetch(0), "managed_backup.fail.json"))
failed = body.sub('"backup_status": 0', '"backup_status": 1')
puts "  failed: #{handle(failed)}"
exit 1 unless handle(failed) == "my-production-app" && handle(body).nil? &&
              handle(File.read(File.join(ARGV.fetch(0), "payment.fail.json"))).nil?

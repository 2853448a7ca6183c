# Runs the program on the documented failed backup. The other events are not read: the stand-in for dry-struct knows too little.
require_relative "failed_backup"

body = File.read(File.join(ARGV.fetch(0), "managed_backup.fail.json"))
puts "  #{handle(body)}"
expected = "my-production-app: backup 54321 of postgresql myapp_production, "
right = handle(body) == "#{expected}status 0" &&
        handle(body.sub('"backup_status": 0', '"backup_status": 1')) == "#{expected}failed" &&
        handle(File.read(File.join(ARGV.fetch(0), "payment.fail.json"))).nil?
exit 1 unless right

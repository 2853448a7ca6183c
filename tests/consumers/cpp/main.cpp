// Reads every documented payload into the class of its event, and compares what is written back. A missing field is written as null.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "every_event.hpp"

static bool is_in(const json &before, const json &after) {
    if (before.is_array() && before.size() == after.size()) {
        for (size_t index = 0; index < before.size(); index += 1)
            if (!is_in(before[index], after[index])) return false;
        return true;
    }
    if (!before.is_object()) return before == after;
    for (const auto &[name, value] : before.items())
        if (!value.is_null() && (!after.contains(name) || !is_in(value, after.at(name)))) return false;
    return true;
}

int main(int, char **arguments) {
    unsigned read = 0, lost = 0;
    for (const auto &file : std::filesystem::directory_iterator(arguments[1])) {
        const auto payload = json::parse(std::ifstream(file.path()));
        const auto event_type = payload.at("event_type").get<std::string>();
        read += 1;
        if (!is_in(payload, EVENTS.at(event_type)(payload))) lost += 1, std::cout << "  lost: " << event_type << "\n";
    }
    std::cout << "  " << read << " documented payloads read into the classes of their events; of " << lost << " something is lost\n";
    return read != EVENTS.size() || lost != 0;
}

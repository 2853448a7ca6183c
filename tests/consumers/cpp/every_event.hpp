// An event read into its class, and written again.
#include <map>
#include <string>

using nlohmann::json;

template <typename Event>
json written(const json &payload) {
    return payload.get<Event>();
}

extern const std::map<std::string, json (*)(const json &)> EVENTS;

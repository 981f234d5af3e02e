package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.console.login.Person;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a tenant uses, and its budget, asked of the REST API as the person who is logged in.
public final class UsageApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 500;
    private static final int NOT_FOUND = 404;

    private final RestCalls calls;

    UsageApi(RestCalls calls) {
        this.calls = calls;
    }

    /// Amounts times seconds.
    public record Hour(Instant hour, long nodeSeconds, long cpuMilliSeconds, long memoryMibSeconds, long volumeMibSeconds, long requests) {

        static Hour of(JsonNode json) {
            return new Hour(Instant.parse(json.path("hour").asText()), json.path("nodeSeconds").asLong(), json.path("cpuMilliSeconds").asLong(),
                    json.path("memoryMibSeconds").asLong(), json.path("volumeMibSeconds").asLong(), json.path("requests").asLong());
        }
    }

    /// @param percent of this month's, rounded down
    public record Budget(int cpuHours, boolean suspends, double usedCpuHours, int percent) {}

    /// The newest first, back to that time.
    public List<Hour> hours(Person person, String tenant, Instant since) {
        List<Hour> hours = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = RestCalls.json(calls.send(calls.as(person, path(tenant, "usage") + "?limit=" + PAGE + next).GET()));
            page.path("items").forEach(each -> hours.add(Hour.of(each)));
            next = page.hasNonNull("continue") ? "&continue=" + RestCalls.encoded(page.path("continue").asText()) : "";
        } while (!next.isEmpty() && hours.getLast().hour().isAfter(since));
        return hours.stream().filter(each -> !each.hour().isBefore(since)).toList();
    }

    /// The newest hours as a table; the caller closes it.
    public InputStream csv(Person person, String tenant) {
        return calls.stream(calls.as(person, path(tenant, "usage") + "?limit=" + PAGE).header("Accept", "text/csv").GET());
    }

    /// Empty where there is none.
    public Optional<Budget> budget(Person person, String tenant) {
        try {
            JsonNode json = RestCalls.json(calls.send(calls.as(person, path(tenant, "budget")).GET()));
            return Optional.of(new Budget(json.path("cpuHours").asInt(), json.path("suspends").asBoolean(), json.path("usedCpuHours").asDouble(),
                    json.path("percent").asInt()));
        } catch (Refused refused) {
            if (refused.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    public void setBudget(Person person, String tenant, int cpuHours, boolean suspends) {
        String body = JSON.createObjectNode().put("cpuHours", cpuHours).put("suspends", suspends).toString();
        calls.send(calls.as(person, path(tenant, "budget")).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    public void removeBudget(Person person, String tenant) {
        calls.send(calls.as(person, path(tenant, "budget")).DELETE());
    }

    private static String path(String tenant, String below) {
        return "/tenants/%s/%s".formatted(RestCalls.encoded(tenant), below);
    }
}

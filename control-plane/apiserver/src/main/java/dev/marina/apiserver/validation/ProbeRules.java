package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// Probes and lifecycle hooks: exactly one handler, numbers that make sense.
final class ProbeRules {

    private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc", "sleep");

    private final Errors errors;

    ProbeRules(Errors errors) {
        this.errors = errors;
    }

    /// @param onceEnough a probe that decides about restarts: one success is all it may ask for
    void check(JsonNode probe, String path, boolean onceEnough) {
        if (!probe.isObject()) {
            return;
        }
        handler(probe, path);
        for (String field : List.of("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")) {
            errors.notNegative(path + "." + field, probe.path(field));
        }
        if (onceEnough && probe.path("successThreshold").asLong(1) != 1) {
            errors.invalid(path + ".successThreshold", probe.path("successThreshold").asLong(), "must be 1");
        }
    }

    void handler(JsonNode handler, String path) {
        List<String> given = HANDLERS.stream().filter(handler::has).toList();
        if (given.isEmpty()) {
            errors.required(path, "must specify a handler type");
        }
        given.stream().skip(1).forEach(kind -> errors.forbidden(path + "." + kind, "may not specify more than 1 handler type"));
        if (given.isEmpty()) {
            return;
        }
        String at = path + "." + given.getFirst();
        JsonNode chosen = handler.path(given.getFirst());
        switch (given.getFirst()) {
            case "exec" -> {
                if (chosen.path("command").isEmpty()) {
                    errors.required(at + ".command");
                }
            }
            case "httpGet" -> {
                if (chosen.path("path").asText("/").isEmpty()) {
                    errors.required(at + ".path");
                }
                port(chosen.path("port"), at + ".port");
                errors.oneOf(at + ".scheme", chosen.path("scheme").asText("HTTP"), "HTTP", "HTTPS");
            }
            case "tcpSocket" -> port(chosen.path("port"), at + ".port");
            case "grpc" -> Names.port(chosen.path("port").asLong()).forEach(detail -> errors.invalid(at + ".port", chosen.path("port").asLong(), detail));
            default -> {
            }
        }
    }

    private void port(JsonNode port, String path) {
        if (port.isTextual()) {
            errors.invalid(path, port.asText(), Names.portName(port.asText()));
        } else {
            Names.port(port.asLong()).forEach(detail -> errors.invalid(path, port.asLong(), detail));
        }
    }
}

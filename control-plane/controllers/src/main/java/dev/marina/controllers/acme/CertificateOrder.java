package dev.marina.controllers.acme;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How far the order of one certificate has come, as it is kept between two looks.
///
/// @param url of the order at the server; "" while there is none, after a failure
/// @param answers URLs of the challenges that the server is to be told of
/// @param since when this step was reached
/// @param asked whether the server was told to look
/// @param failures one after the other
/// @param account by which it was ordered
record CertificateOrder(List<String> hosts, String url, List<String> answers, Instant since, boolean asked, int failures, String problem, String account) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static CertificateOrder failed(List<String> hosts, Instant now, int failures, String problem) {
        return new CertificateOrder(hosts, "", List.of(), now, false, failures, problem, "");
    }

    CertificateOrder asked(Instant now) {
        return new CertificateOrder(hosts, url, answers, now, true, failures, problem, account);
    }

    String text() {
        ObjectNode root = JSON.createObjectNode().put("url", url).put("since", since.toString()).put("asked", asked).put("failures", failures)
                .put("problem", problem).put("account", account);
        hosts.forEach(root.putArray("hosts")::add);
        answers.forEach(root.putArray("answers")::add);
        return root.toString();
    }

    /// Empty for what somebody else wrote there.
    static Optional<CertificateOrder> of(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            return Optional.of(new CertificateOrder(texts(root.path("hosts")), root.path("url").asText(), texts(root.path("answers")),
                    Instant.parse(root.path("since").asText()), root.path("asked").asBoolean(), Math.max(0, root.path("failures").asInt()),
                    root.path("problem").asText(), root.path("account").asText()));
        } catch (JsonProcessingException | DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return List.copyOf(texts);
    }
}

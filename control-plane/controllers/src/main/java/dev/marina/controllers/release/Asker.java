package dev.marina.controllers.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.model.Application;
import java.util.List;
import java.util.Optional;

/// Who has asked for what an application is now, as the API has noted it there.
///
/// @param member whether the groups are those that the tenant gives
public record Asker(String user, String uid, List<String> groups, boolean member) {

    /// Who may nothing.
    static final Asker NOBODY = new Asker("marina:nobody", "", List.of(), false);

    static Optional<Asker> of(Application application) {
        String noted = application.getMetadata().getAnnotations() == null ? null : application.getMetadata().getAnnotations().get(Application.ASKED_BY);
        if (noted == null) {
            return Optional.empty();
        }
        try {
            JsonNode node = Document.mapper().readTree(noted);
            return Optional.of(new Asker(node.path("user").asText(), node.path("uid").asText(),
                    node.path("groups").valueStream().map(JsonNode::asText).toList(), node.path("member").asBoolean()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the API has noted %s of application %s".formatted(noted, application.getMetadata().getName()), e);
        }
    }
}

package dev.marina.controllers.engine.parts;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.PodWrites;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Turn;
import java.util.List;
import java.util.Optional;

/// A part that is to be applied.
///
/// @param force whether what others have set is taken over: its owner says something else than it did
public record Part(ResourceType<?> type, Document wanted, boolean force) {

    /// On an object: what of it was applied last, as a hash.
    public static final String APPLIED = "apps.marina.dev/applied";
    /// That are named of those that somebody else has set.
    private static final int MOST_FIELDS = 10;

    /// Empty where the object says it all already.
    ///
    /// @param present what has its name, and is its owner's
    public static Optional<Part> of(ResourceType<?> type, Document wanted, Optional<Document> present) {
        Document said = wanted.without("status");
        String hash = Hash.of(said.root());
        boolean unchanged = present.filter(object -> object.text("metadata", "annotations", APPLIED).equals(hash)).isPresent();
        if (unchanged && Covering.covers(present.get().root(), said.root())) {
            return Optional.empty();
        }
        return Optional.of(new Part(type, said.edited(root -> root.withObject("/metadata/annotations").put(APPLIED, hash)), !unchanged));
    }

    /// What has the part's name and is somebody else's.
    public static Finding taken(ResourceType<?> type, String name, String owner) {
        return new Finding(Finding.TAKEN, "%s %s is there already and is not this %s's; it is left as it is".formatted(type.kind(), name, owner));
    }

    /// Empty when it is done.
    public Optional<Finding> apply(Turn turn, String owner) {
        return attempt(owner, "%s %s".formatted(type.kind(), wanted.name()), () -> turn.writes().apply(type, wanted, force));
    }

    /// Empty when it is done. A refusal that no further try changes is a finding; a lost race is thrown and tried again.
    ///
    /// @param owner what the part belongs to, in words
    public static Optional<Finding> attempt(String owner, String what, Runnable write) {
        try {
            write.run();
            return Optional.empty();
        } catch (StatusException e) {
            if (PodWrites.namespaceEnds(e)) {
                return Optional.empty();
            }
            if (e.is("Conflict") && e.details().causes().stream().anyMatch(cause -> cause.reason().equals("FieldManagerConflict"))) {
                List<String> fields = e.details().causes().stream().limit(MOST_FIELDS).map(cause -> "%s (%s)".formatted(cause.field(), cause.message()))
                        .toList();
                return Optional.of(new Finding(Finding.SET_BY_OTHERS,
                        "%s says something else: %s; it stays so until the %s is changed".formatted(what, String.join(", ", fields), owner)));
            }
            if (e.is("Invalid") || e.is("Forbidden") || e.is("BadRequest")) {
                return Optional.of(new Finding(Finding.REFUSED, "%s was refused: %s".formatted(what, e.getMessage())));
            }
            throw e;
        }
    }
}

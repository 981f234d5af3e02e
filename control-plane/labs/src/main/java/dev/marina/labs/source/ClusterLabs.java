package dev.marina.labs.source;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.labs.content.Lab;
import dev.marina.labs.content.LabCatalogue;
import dev.marina.labs.content.UnusableArchive;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which labs there are in a cluster: the installation's, and those of the cluster's own `LabSource`s, whose ids begin with the source's name. Nothing of one
/// cluster is asked for another. Any thread, but none that others wait for: an archive may have to be read.
public final class ClusterLabs {

    public static final GroupResource SOURCES = new GroupResource("learn.marina.dev", "labsources");

    private static final int MOST_PROBLEMS = 100;

    private final LabCatalogue installation;
    private final ReadSources read;

    public ClusterLabs(LabCatalogue installation) {
        this.installation = installation;
        this.read = new ReadSources(installation);
    }

    public LabCatalogue installation() {
        return installation;
    }

    /// Whether a lab of this id would be of a cluster's own.
    public static boolean authored(String id) {
        return id.contains(LabCatalogue.OF);
    }

    public Optional<Lab> find(ClusterImage image, String id) {
        if (!authored(id)) {
            return installation.find(id);
        }
        String source = id.substring(0, id.indexOf(LabCatalogue.OF));
        return image.find(new ObjectKey(image.cluster(), SOURCES, "", source)).flatMap(ClusterLabs::content).map(content -> labs(image.cluster(), content))
                .flatMap(labs -> labs.stream().filter(lab -> lab.id().equals(id)).findFirst());
    }

    /// The cluster's own, by their sources' names.
    public List<Lab> own(ClusterImage image) {
        try (Stream<Stored> sources = image.list(SOURCES, "")) {
            return sources.sorted(Comparator.comparing(stored -> stored.key().name())).flatMap(stored -> content(stored).stream())
                    .flatMap(content -> labs(image.cluster(), content).stream()).toList();
        }
    }

    private static Optional<SourceContent> content(Stored stored) {
        return stored.opaque() || stored.fields().terminating() ? Optional.empty() : SourceContent.of(Document.parse(stored.bytes()));
    }

    /// None of what cannot be read any more: whoever wrote it was told.
    private List<Lab> labs(ClusterId cluster, SourceContent content) {
        try {
            return read.read(cluster, content).labs();
        } catch (UnusableArchive e) {
            return List.of();
        }
    }

    /// The source with what is found in it: how many labs, what is wrong with others. Throws an [UnusableArchive] for what nobody can look into.
    public Document looked(ClusterId cluster, Document source) throws UnusableArchive {
        Optional<SourceContent> content = SourceContent.of(source);
        LabCatalogue found = LabCatalogue.EMPTY;
        if (content.isPresent()) {
            found = read.read(cluster, content.get());
        }
        LabCatalogue catalogue = found;
        return source.edited(root -> {
            ObjectNode status = root.withObjectProperty("status");
            content.map(SourceContent::digest).ifPresentOrElse(digest -> status.put("digest", digest), () -> status.remove("digest"));
            if (!source.has("spec", "git")) {
                status.remove("fetched");
                status.remove("message");
            }
            ArrayNode labs = status.putArray("labs");
            catalogue.labs().forEach(lab -> labs.addObject().put("id", lab.id()).set("title", lab.example(lab.id()).texts(lab.title()).json()));
            ArrayNode problems = status.putArray("problems");
            catalogue.problems().stream().limit(MOST_PROBLEMS).forEach(problem -> {
                ObjectNode node = problems.addObject().put("file", problem.file());
                if (problem.line() > 0) {
                    node.put("line", problem.line());
                }
                if (!problem.field().isEmpty()) {
                    node.put("field", problem.field());
                }
                node.put("message", problem.message());
            });
        });
    }
}

package dev.marina.apiserver.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.budget.TenantPlaces;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.store.ClusterRecord;
import dev.marina.store.journal.Backwards;
import dev.marina.store.journal.Journal;
import dev.marina.store.journal.Journal.Entry;
import dev.marina.store.journal.Journal.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds records of one cluster, the newest first. A page takes no more work than it may: one may end, even empty, before everything was
/// looked at, and says where to go on.
public final class AuditReading {

    private static final Logger LOG = LoggerFactory.getLogger(AuditReading.class);

    private static final long MOST_UNPACKED = 32L << 20;
    private static final int AT_ONCE = 2;
    private static final int MOST_WAITING_OF_ONE = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AuditLog log;
    private final TenantPlaces places = new TenantPlaces(AT_ONCE, MOST_WAITING_OF_ONE, PATIENCE, AuditReading::refusal);

    public AuditReading(AuditLog log) {
        this.log = log;
    }

    private static StatusException refusal(TenantPlaces.Full full) {
        return StatusException.unavailable(switch (full) {
            case QUEUE_OF_TENANT -> "too many searches of this tenant's audits wait, please try again";
            case PLACE_OF_TENANT -> "another search of this tenant's audits is under way, please try again";
            case PLACES_OF_ALL -> "too many read audits at the moment, please try again";
        });
    }

    /// @param next where the page after this one begins; "" where there is none
    /// @param unreadable how many blocks of records were passed over since they cannot be read
    public record Page(List<JsonNode> events, String next, int unreadable) {

        /// An `EventList` of `audit.k8s.io/v1`.
        public ApiResponse answer() {
            ObjectNode list = Document.object("audit.k8s.io/v1", "EventList").root();
            ObjectNode metadata = list.putObject("metadata").put("continue", next);
            list.putArray("items").addAll(events);
            if (unreadable == 0) {
                return ApiResponse.json(200, Document.of(list));
            }
            metadata.put("unreadable", unreadable);
            return ApiResponse.json(200, Document.of(list))
                    .warning("%d blocks of records cannot be read, and what they had is left out".formatted(unreadable));
        }
    }

    public Page page(ClusterRecord cluster, AuditQuery query) {
        try (TenantPlaces.Place _ = places.take(cluster.tenant())) {
            // With the first record the cluster has its key, which what was found of it before does not know.
            log.writeOut(cluster.id());
            return read(cluster, log.journals(cluster.id()), query);
        }
    }

    private static Page read(ClusterRecord cluster, List<Journal> journals, AuditQuery query) {
        List<Optional<Position>> starts = starts(query.after(), journals.size());
        List<Backwards> lanes = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            Optional<Position> start = starts.get(i);
            lanes.add(journals.get(i).backwards(start).within(query.from(), query.to()));
        }
        List<JsonNode> found = new ArrayList<>();
        while (found.size() < query.limit()) {
            Optional<Backwards> newest = newest(lanes);
            if (newest.isEmpty()) {
                break;
            }
            Entry entry = newest.get().next();
            JsonNode event = parsed(entry);
            if (query.asksFor(entry.time(), event)) {
                found.add(event);
            }
        }
        List<String> unreadable = lanes.stream().flatMap(lane -> lane.unreadable().stream()).toList();
        if (!unreadable.isEmpty()) {
            LOG.atError().addKeyValue("cluster", cluster.id()).addKeyValue("blocks", unreadable).log("records of the audit cannot be read, and are left out");
        }
        return new Page(found, next(lanes), unreadable.size());
    }

    /// Empty when nothing is left, or more than it may was unpacked.
    private static Optional<Backwards> newest(List<Backwards> lanes) {
        long unpacked = lanes.stream().mapToLong(Backwards::opened).sum();
        Optional<Backwards> newest = Optional.empty();
        for (Backwards lane : lanes) {
            if (lane.advance(MOST_UNPACKED - (unpacked - lane.opened()))) {
                newest = newest.isEmpty() || lane.peek().time().isAfter(newest.get().peek().time()) ? Optional.of(lane) : newest;
            } else if (lane.rest().isPresent()) {
                return Optional.empty();
            }
        }
        return newest;
    }

    private static JsonNode parsed(Entry entry) {
        try {
            return Document.mapper().readTree(entry.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException("a record is no JSON", e);
        }
    }

    /// Empty ones on the first page.
    private static List<Optional<Position>> starts(String after, int lanes) {
        if (after.isEmpty()) {
            return Collections.nCopies(lanes, Optional.empty());
        }
        try {
            List<Optional<Position>> positions = Arrays.stream(new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8).split(","))
                    .map(Position::parse).toList();
            if (positions.size() == lanes && positions.stream().allMatch(Optional::isPresent)) {
                return positions;
            }
        } catch (IllegalArgumentException _) {
            // no Base64
        }
        throw StatusException.badRequest("continue is not what a page before ended with");
    }

    private static String next(List<Backwards> lanes) {
        if (lanes.stream().allMatch(lane -> lane.rest().isEmpty())) {
            return "";
        }
        List<String> texts = lanes.stream().map(lane -> lane.rest().orElse(Position.BEGINNING).toString()).toList();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(String.join(",", texts).getBytes(StandardCharsets.UTF_8));
    }
}

package dev.marina.net.dns;

import dev.marina.net.dns.corefile.Forward;
import dev.marina.net.dns.corefile.Forward.Policy;
import dev.marina.net.dns.corefile.Forward.Target;
import dev.marina.net.share.SharedPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;

/// One `forward` of a Corefile at work. Of equal questions one is asked, and the others wait for its answer: a question that comes
/// back here on its way, since servers ask each other in a circle, waits for itself, and ends when the first has waited long enough.
final class Forwarding {

    /// For all servers together, as CoreDNS has it.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private record Asked(AnswerCache.Question question, boolean tcp) {}

    private final Forward says;
    private final Name from;
    private final List<Name> except;
    private final OutsideNames outside;
    private final NamedServers servers;
    private final Optional<AnswerCache> cache;
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<Asked, CompletableFuture<Optional<Message>>> asked = new ConcurrentHashMap<>();

    Forwarding(Forward says, OutsideNames outside, NamedServers servers, Optional<AnswerCache> cache) {
        this.says = says;
        from = ConfiguredNames.name(says.from());
        except = says.except().stream().map(ConfiguredNames::name).toList();
        this.outside = outside;
        this.servers = servers;
        this.cache = cache;
    }

    boolean takes(Name name) {
        return name.subdomain(from) && except.stream().noneMatch(name::subdomain);
    }

    /// Whether nobody but the platform's resolvers is asked: they have a cache and limits of their own.
    boolean platform() {
        return says.to().stream().allMatch(Target.Platform.class::isInstance);
    }

    /// What is known at once.
    Optional<Message> known(Message query) {
        return platform() ? outside.known(query) : cache.flatMap(kept -> kept.find(query));
    }

    /// Blocks for [#PATIENCE] at most. Nothing when nobody answers in time, or too much is being asked.
    Optional<Message> ask(Message query, boolean tcp) {
        if (platform()) {
            return outside.ask(query, tcp);
        }
        Optional<SharedPool.Place> place = servers.place();
        if (place.isEmpty()) {
            return Optional.empty();
        }
        try (SharedPool.Place _ = place.get()) {
            Optional<Message> answer = askOnce(query, tcp);
            answer.ifPresent(fresh -> cache.ifPresent(kept -> kept.keep(query, fresh)));
            return answer;
        }
    }

    private Optional<Message> askOnce(Message query, boolean tcp) {
        Asked question = new Asked(AnswerCache.Question.of(query), tcp);
        CompletableFuture<Optional<Message>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Message>> first = asked.putIfAbsent(question, mine);
        if (first != null) {
            Optional<Message> theirs = first.completeOnTimeout(Optional.empty(), 2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
            return theirs.map(answer -> under(query, answer));
        }
        Optional<Message> answer = Optional.empty();
        try {
            answer = askInTurn(query, tcp);
            return answer;
        } finally {
            asked.remove(question, mine);
            mine.complete(answer);
        }
    }

    private static Message under(Message query, Message answer) {
        Message own = answer.clone();
        own.getHeader().setID(query.getHeader().getID());
        own.removeAllRecords(Section.QUESTION);
        own.addRecord(query.getQuestion(), Section.QUESTION);
        return own;
    }

    private Optional<Message> askInTurn(Message query, boolean tcp) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Target target : inTurn()) {
            if (deadline - System.nanoTime() <= 0) {
                break;
            }
            Optional<Message> answer = switch (target) {
                case Target.Platform _ -> outside.ask(query, tcp);
                case Target.Server server -> ask(server, query, tcp, deadline);
            };
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private Optional<Message> ask(Target.Server server, Message query, boolean tcp, long deadline) {
        return switch (says.transport()) {
            case SAME -> servers.ask(server, query, tcp, deadline);
            case FORCE_TCP -> servers.ask(server, query, true, deadline);
            case PREFER_UDP -> servers.ask(server, query, false, deadline)
                    .flatMap(answer -> tcp && answer.getHeader().getFlag(Flags.TC) ? servers.ask(server, query, true, deadline) : Optional.of(answer));
        };
    }

    /// Those that gave no answer a moment ago come last.
    private List<Target> inTurn() {
        List<Target> order = new ArrayList<>(says.to());
        switch (says.policy()) {
            case Policy.RANDOM -> Collections.shuffle(order, ThreadLocalRandom.current());
            case Policy.ROUND_ROBIN -> Collections.rotate(order, -Math.floorMod(turn.getAndIncrement(), order.size()));
            case Policy.SEQUENTIAL -> {
            }
        }
        order.sort(Comparator.comparing(target -> target instanceof Target.Server server && servers.silent(server)));
        return order;
    }
}

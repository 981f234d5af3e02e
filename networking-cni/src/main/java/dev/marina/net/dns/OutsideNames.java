package dev.marina.net.dns;

import dev.marina.net.share.Rate;
import dev.marina.net.share.SharedPool;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/// How one node's pods learn names that their cluster does not know: none that are private to the machine, from a cache if
/// possible, and from its resolvers no more often and no more at once than a node may ask.
final class OutsideNames {

    private static final int PER_SECOND = 200;
    private static final int AT_ONCE = 400;

    private final Upstream upstream;
    private final HiddenNames hidden;
    private final SharedPool.Share underWay;
    private final Rate rate;
    private final AnswerCache cache;

    /// @param underWay queries that nobody has answered yet
    OutsideNames(Upstream upstream, HiddenNames hidden, SharedPool.Share underWay, LongSupplier nanos) {
        this.upstream = upstream;
        this.hidden = hidden;
        this.underWay = underWay;
        rate = new Rate(PER_SECOND, AT_ONCE, nanos);
        cache = new AnswerCache(nanos);
    }

    /// What is known at once.
    Optional<Message> known(Message query) {
        Record question = query.getQuestion();
        if (hidden.hides(question.getName())) {
            return Optional.of(DnsResponder.response(query, Rcode.NXDOMAIN, false));
        }
        if (hidden.hidesAddress(question.getName(), question.getType())) {
            return Optional.of(DnsResponder.response(query, Rcode.NOERROR, false));
        }
        return cache.find(query);
    }

    /// Blocks. Nothing when nobody answers in time, or too much is being asked.
    Optional<Message> ask(Message query, boolean tcp) {
        Optional<Message> known = known(query);
        if (known.isPresent()) {
            return known;
        }
        Optional<SharedPool.Place> place = rate.allow() ? underWay.take() : Optional.empty();
        if (place.isEmpty()) {
            return Optional.empty();
        }
        try (SharedPool.Place _ = place.get()) {
            Optional<Message> answer = upstream.ask(query, tcp);
            answer.ifPresent(fresh -> cache.keep(query, fresh));
            return answer;
        }
    }
}

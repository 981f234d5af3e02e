package dev.marina.net.dns;

import dev.marina.net.dns.corefile.Corefile;
import dev.marina.net.dns.corefile.CorefileFault;
import dev.marina.net.dns.corefile.CorefileReader;
import dev.marina.net.dns.corefile.ForwardTargets;
import dev.marina.net.policy.PolicyChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Turns a query into an answer: what the cluster knows at once, the rest by asking upstream.
final class DnsResponder {

    /// What we offer to take by UDP (DNS flag day 2020).
    static final int UDP_BYTES = 1232;
    private static final int MAX_ALIASES = 8;

    private final OutsideNames outside;
    private final NamedServers servers;
    private final ClusterZone zone;
    private final PodAddresses pods = new PodAddresses();
    private volatile ConfiguredNames names;
    /// Whether anybody has said yet which names there are.
    private volatile boolean informed;

    /// What becomes of a question.
    private sealed interface Step {
        record Answered(Message answer) implements Step {}
        record Follow(CNAMERecord alias, Renamed question) implements Step {}
        record Ask(Forwarding forwarding, Renamed question) implements Step {}
    }

    /// Answers as a cluster without a Corefile of its own does, until [#configure].
    ///
    /// @param zone until [#informed] it is unknown what is missing in it
    DnsResponder(ClusterZone zone, OutsideNames outside, NamedServers servers) {
        this.zone = zone;
        this.outside = outside;
        this.servers = servers;
        configure(usual());
    }

    private static Corefile usual() {
        try {
            return new CorefileReader(new ForwardTargets(List.of(), Set.of())).read(Corefile.USUAL);
        } catch (CorefileFault fault) {
            throw new IllegalStateException(fault);
        }
    }

    void configure(Corefile corefile) {
        names = new ConfiguredNames(corefile, outside, servers, System::nanoTime);
    }

    /// The cluster's pods have changed.
    void pods(PolicyChange change) {
        pods.follow(change);
    }

    /// The zone has the cluster's names.
    void informed() {
        informed = true;
    }

    /// The answer, or nothing if it must be asked for upstream (see [#forward]).
    Optional<Message> answer(Message query) {
        Optional<Message> refusal = refusal(query);
        if (refusal.isPresent()) {
            return refusal;
        }
        return switch (step(query)) {
            case Step.Answered answered -> Optional.of(answered.answer());
            case Step.Follow _, Step.Ask _ -> Optional.empty();
        };
    }

    /// Follows aliases and asks upstream. Blocks; answers SERVFAIL when nobody else does.
    Message forward(Message query, boolean tcp) {
        return resolve(query, tcp, 0);
    }

    /// @param followed how many aliases lead here that left the cluster's names
    private Message resolve(Message query, boolean tcp, int followed) {
        return switch (step(query)) {
            case Step.Answered answered -> answered.answer();
            case Step.Follow follow when followed < MAX_ALIASES -> follow.question.restore(followed(follow.question.query(), follow.alias, tcp, followed + 1));
            case Step.Follow _ -> response(query, Rcode.SERVFAIL, false);
            case Step.Ask ask -> ask.forwarding.ask(ask.question.query(), tcp).map(ask.question::restore)
                    .orElseGet(() -> response(query, Rcode.SERVFAIL, false));
        };
    }

    private Step step(Message query) {
        Optional<ConfiguredNames.Block> found = names.block(query.getQuestion().getName());
        if (found.isEmpty()) {
            return new Step.Answered(response(query, Rcode.REFUSED, false));
        }
        ConfiguredNames.Block block = found.get();
        Optional<Renamed> renamed = block.rename(query);
        if (renamed.isEmpty()) {
            return new Step.Answered(response(query, Rcode.SERVFAIL, false));
        }
        Renamed question = renamed.get();
        return known(block, question).orElseGet(() -> elsewhere(block, question));
    }

    /// What stands in the Corefile, and the cluster's own names.
    private Optional<Step> known(ConfiguredNames.Block block, Renamed question) {
        Message query = question.query();
        Name asked = query.getQuestion().getName();
        int type = query.getQuestion().getType();
        if (block.hosts().isPresent()) {
            Optional<Step> written = step(question, block.hosts().get().find(asked, type), OptionalLong.empty());
            if (written.isPresent()) {
                return written;
            }
        }
        Optional<ConfiguredNames.OfCluster> cluster = block.cluster().filter(names -> names.answers(asked));
        if (cluster.isEmpty()) {
            return Optional.empty();
        }
        ClusterZone.Answer answer = cluster.get().hides(asked, pods) ? new ClusterZone.Answer.NoName() : zone.find(asked, type);
        boolean missing = answer instanceof ClusterZone.Answer.NoName || answer instanceof ClusterZone.Answer.Elsewhere;
        if (missing && cluster.get().fallsThrough(asked) && (answer instanceof ClusterZone.Answer.Elsewhere || leaves(block, asked))) {
            return Optional.empty();
        }
        return step(question, answer instanceof ClusterZone.Answer.Elsewhere ? new ClusterZone.Answer.NoName() : answer,
                OptionalLong.of(cluster.get().ttl()));
    }

    /// Whether a server that the cluster has named may know more. The platform's resolvers know nothing of a cluster's addresses.
    private static boolean leaves(ConfiguredNames.Block block, Name asked) {
        return block.forward(asked).filter(forwarding -> !forwarding.platform()).isPresent();
    }

    private Optional<Step> step(Renamed question, ClusterZone.Answer answer, OptionalLong ttl) {
        Message query = question.query();
        return switch (answer) {
            case ClusterZone.Answer.Found found -> Optional.of(new Step.Answered(question.restore(found(query, found, ttl))));
            case ClusterZone.Answer.NoData _ -> Optional.of(new Step.Answered(question.restore(negative(query, Rcode.NOERROR))));
            case ClusterZone.Answer.NoName _ -> Optional.of(new Step.Answered(question.restore(negative(query, Rcode.NXDOMAIN))));
            case ClusterZone.Answer.Alias alias -> Optional.of(new Step.Follow(alias.alias(), question));
            case ClusterZone.Answer.Elsewhere _ -> Optional.empty();
        };
    }

    private static Step elsewhere(ConfiguredNames.Block block, Renamed question) {
        Optional<Forwarding> forwarding = block.forward(question.query().getQuestion().getName());
        if (forwarding.isEmpty()) {
            return new Step.Answered(response(question.asked(), Rcode.SERVFAIL, false));
        }
        return forwarding.get().known(question.query()).<Step>map(known -> new Step.Answered(question.restore(known)))
                .orElseGet(() -> new Step.Ask(forwarding.get(), question));
    }

    private Message followed(Message query, CNAMERecord first, boolean tcp, int followed) {
        int type = query.getQuestion().getType();
        Message response = response(query, Rcode.NOERROR, true);
        CNAMERecord alias = first;
        for (int i = 0; i < MAX_ALIASES; i++) {
            response.addRecord(alias, Section.ANSWER);
            if (type == Type.CNAME) {
                return response;
            }
            Name target = alias.getTarget();
            switch (zone.find(target, type)) {
                case ClusterZone.Answer.Alias next -> alias = next.alias();
                case ClusterZone.Answer.Found found -> {
                    found.answers().forEach(record -> response.addRecord(record, Section.ANSWER));
                    return response;
                }
                case ClusterZone.Answer.NoData _, ClusterZone.Answer.NoName _ -> {
                    return response;
                }
                case ClusterZone.Answer.Elsewhere _ -> {
                    Message answer = resolve(Message.newQuery(Record.newRecord(target, type, DClass.IN)), tcp, followed);
                    answer.getSection(Section.ANSWER).forEach(record -> response.addRecord(record, Section.ANSWER));
                    if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
                        response.getHeader().setRcode(Rcode.SERVFAIL);
                    }
                    return response;
                }
            }
        }
        response.getHeader().setRcode(Rcode.SERVFAIL);
        return response;
    }

    private static Optional<Message> refusal(Message query) {
        Header header = query.getHeader();
        if (header.getOpcode() != Opcode.QUERY) {
            return Optional.of(response(query, Rcode.NOTIMP, false));
        }
        if (header.getCount(Section.QUESTION) != 1) {
            return Optional.of(response(query, Rcode.FORMERR, false));
        }
        if (query.getOPT() != null && query.getOPT().getVersion() != 0) {
            return Optional.of(response(query, Rcode.BADVERS, false));
        }
        Record question = query.getQuestion();
        if (question.getDClass() != DClass.IN && question.getDClass() != DClass.ANY || question.getType() == Type.AXFR || question.getType() == Type.IXFR) {
            return Optional.of(response(query, Rcode.REFUSED, false));
        }
        return Optional.empty();
    }

    /// @param ttl of all records, where it is not theirs
    private static Message found(Message query, ClusterZone.Answer.Found found, OptionalLong ttl) {
        Message response = response(query, Rcode.NOERROR, true);
        List<Record> answers = new ArrayList<>(found.answers());
        Collections.shuffle(answers, ThreadLocalRandom.current());
        answers.forEach(record -> response.addRecord(living(record, ttl), Section.ANSWER));
        found.additional().forEach(record -> response.addRecord(living(record, ttl), Section.ADDITIONAL));
        return response;
    }

    private static Record living(Record record, OptionalLong ttl) {
        return ttl.isEmpty() || ttl.getAsLong() == record.getTTL() ? record : Renamed.under(record, record.getName(), ttl.getAsLong());
    }

    /// A wrong "there is no such name" would be remembered by clients; a failure they ask again.
    private Message negative(Message query, int rcode) {
        if (!informed) {
            return response(query, Rcode.SERVFAIL, false);
        }
        Message response = response(query, rcode, true);
        response.addRecord(ClusterZone.authority(), Section.AUTHORITY);
        return response;
    }

    static Message response(Message query, int rcode, boolean authoritative) {
        Message response = new Message(query.getHeader().getID());
        Header header = response.getHeader();
        header.setFlag(Flags.QR);
        header.setOpcode(query.getHeader().getOpcode());
        header.setFlag(Flags.RA);
        if (query.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        if (authoritative) {
            header.setFlag(Flags.AA);
        }
        header.setRcode(rcode & 0xf);
        query.getSection(Section.QUESTION).forEach(question -> response.addRecord(question, Section.QUESTION));
        if (query.getOPT() != null) {
            response.addRecord(new OPTRecord(UDP_BYTES, rcode >> 4, 0), Section.ADDITIONAL);
        }
        return response;
    }
}

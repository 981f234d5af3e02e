package dev.marina.net.dns;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
    private final ClusterZone zone;
    /// Whether anybody has said yet which names there are.
    private volatile boolean informed;

    /// @param zone until [#informed] it is unknown what is missing in it
    DnsResponder(ClusterZone zone, OutsideNames outside) {
        this.zone = zone;
        this.outside = outside;
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
        Record question = query.getQuestion();
        return switch (zone.find(question.getName(), question.getType())) {
            case ClusterZone.Answer.Found found -> Optional.of(found(query, found));
            case ClusterZone.Answer.NoData _ -> Optional.of(negative(query, Rcode.NOERROR));
            case ClusterZone.Answer.NoName _ -> Optional.of(negative(query, Rcode.NXDOMAIN));
            case ClusterZone.Answer.Alias _ -> Optional.empty();
            case ClusterZone.Answer.Elsewhere _ -> outside.known(query);
        };
    }

    /// Follows aliases and asks upstream. Blocks; answers SERVFAIL when nobody else does.
    Message forward(Message query, boolean tcp) {
        Record question = query.getQuestion();
        if (zone.find(question.getName(), question.getType()) instanceof ClusterZone.Answer.Alias alias) {
            return followed(query, alias.alias(), tcp);
        }
        return outside.ask(query, tcp).orElseGet(() -> response(query, Rcode.SERVFAIL, false));
    }

    private Message followed(Message query, CNAMERecord first, boolean tcp) {
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
                    Message asked = Message.newQuery(Record.newRecord(target, type, DClass.IN));
                    outside.ask(asked, tcp).ifPresentOrElse(
                            answer -> answer.getSection(Section.ANSWER).forEach(record -> response.addRecord(record, Section.ANSWER)),
                            () -> response.getHeader().setRcode(Rcode.SERVFAIL));
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

    private static Message found(Message query, ClusterZone.Answer.Found found) {
        Message response = response(query, Rcode.NOERROR, true);
        List<Record> answers = new ArrayList<>(found.answers());
        Collections.shuffle(answers, ThreadLocalRandom.current());
        answers.forEach(record -> response.addRecord(record, Section.ANSWER));
        found.additional().forEach(record -> response.addRecord(record, Section.ADDITIONAL));
        return response;
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

package dev.marina.tenancy.mail;

/// Sends mail; tests and installations without a mail server catch it instead.
public interface Mailer {

    /// @throws dev.marina.tenancy.problem.ProblemException Unavailable where it cannot be sent now
    void send(Mail mail);

    /// Whether what is sent reaches the mailbox. Where not, links are shown to who asked for them.
    boolean reachesPeople();
}

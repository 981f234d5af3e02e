package dev.marina.console.terminal;

import dev.marina.console.login.Person;

/// What a page connects to by its id: a terminal of its person's, or a view of the one that another shares. Any thread may call it; nothing blocks.
sealed interface Line permits Terminal, SharedView {

    String id();

    /// Who alone may connect.
    Person person();

    String title();

    /// A connection of this person is on its way.
    void admit(String number);

    /// Once for each.
    boolean takeAdmission(String number);

    /// A page shows this from now on, in the place of the one before.
    ///
    /// @param from number of the first byte that the page does not have
    void attach(Browser to, long from);

    /// Nothing happens where another page has come meanwhile.
    void detach(Browser from);

    void heard(Browser from, Heard heard);

    void typed(Browser from, byte[] bytes);

    /// Looks what its time is.
    void look();

    boolean over();

    /// Whether nobody will want to see it any more.
    boolean forgotten();

    /// Ends it and sends its page away. May be called twice.
    void close(String why);
}

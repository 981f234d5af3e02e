package dev.marina.console.signup;

import static com.github.mvysny.kaributesting.v10.LocatorJ._click;
import static com.github.mvysny.kaributesting.v10.LocatorJ._find;
import static com.github.mvysny.kaributesting.v10.LocatorJ._get;
import static com.github.mvysny.kaributesting.v10.LocatorJ._setValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.server.VaadinSession;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.Language;
import dev.marina.console.login.LoggedIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountViewTest {

    private static final String CHANGE = "PUT /account/password";

    private FakePlatform platform;
    private AccountView view;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform();
        LoggedIn.in(platform, platform.open(), "ann@acme.test");
        show();
    }

    private void show() {
        view = new AccountView();
        UI.getCurrent().add(view);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private PasswordField field(int which) {
        return _find(view, PasswordField.class).get(which);
    }

    private void change() {
        _setValue(field(0), "the present one");
        _setValue(field(1), "a new long one");
        _click(_get(view, Button.class));
    }

    @Test
    void whoKnowsThePresentPasswordGetsAnother() throws Exception {
        platform.on(CHANGE, 204, "");

        change();

        FakePlatform.await(() -> _find(view, PasswordField.class).isEmpty());
        assertEquals("The password is changed. Every other login of your account has ended.", _get(view, Paragraph.class).getText());
        assertEquals(CHANGE + " {\"presentPassword\":\"the present one\",\"password\":\"a new long one\"}", platform.asked.getFirst());
    }

    @Test
    void aWrongPresentPasswordIsSaidBesideItsField() throws Exception {
        platform.on(CHANGE, 400, "{\"errors\":[{\"field\":\"presentPassword\",\"detail\":\"expected another\"}]}");

        change();

        FakePlatform.await(field(0)::isInvalid);
        assertEquals("This is not your present password", field(0).getErrorMessage());
        assertFalse(field(1).isInvalid());
        assertTrue(_get(view, Button.class).isEnabled(), "it can be tried again");
    }

    @Test
    void aPoorNewOneIsSaidBesideItsFieldInTheReadersLanguage() throws Exception {
        VaadinSession.getCurrent().setLocale(Language.CHINESE);
        UI.getCurrent().setLocale(Language.CHINESE);
        view.removeFromParent();
        show();
        platform.on(CHANGE, 400, "{\"errors\":[{\"field\":\"password\",\"detail\":\"expected more\"}]}");

        change();

        FakePlatform.await(field(1)::isInvalid);
        assertEquals("请使用至少 10 个字符，且不能与邮箱或租户名称相同", field(1).getErrorMessage());
        assertEquals("当前密码", field(0).getLabel());
    }
}

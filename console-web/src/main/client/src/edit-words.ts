/** What the editor says of a text; `{0}` and so on are filled. */
const ENGLISH: Readonly<Record<string, string>> = {
    unknown: 'There is no field {0} here.',
    required: 'The field {0} is missing.',
    expected: 'This must be: {0}',
    'one-of': 'This must be one of: {0}',
    needed: 'required',
    default: 'Without it: {0}',
};
const CHINESE: Readonly<Record<string, string>> = {
    unknown: '此处没有字段 {0}。',
    required: '缺少字段 {0}。',
    expected: '类型应为：{0}',
    'one-of': '必须是以下之一：{0}',
    needed: '必填',
    default: '默认值：{0}',
};

export function words(key: string, values: readonly unknown[] = [], language = document.documentElement.lang): string {
    const text = (language.startsWith('zh') ? CHINESE : ENGLISH)[key] ?? key;
    return text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ''));
}

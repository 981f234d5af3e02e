/** What CodeMirror says, in the languages of the console. English is its own. */
const CHINESE: Readonly<Record<string, string>> = {
    'Find': '查找',
    'next': '下一个',
    'previous': '上一个',
    'all': '全部',
    'match case': '区分大小写',
    'by word': '全字匹配',
    'regexp': '正则表达式',
    'close': '关闭',
    'current match': '当前匹配',
    'on line': '在第几行',
    'Go to line': '转到行',
    'go': '转到',
    'Fold line': '折叠此行',
    'Unfold line': '展开此行',
    'folded code': '已折叠的内容',
    'unfold': '展开',
    'to': '到',
    'Folded lines': '已折叠的行',
    'Unfolded lines': '已展开的行',
    'Diagnostics': '诊断',
    'No diagnostics': '没有诊断信息',
    'Completions': '补全',
    'replace': '替换',
    'Replace': '替换',
    'replace all': '全部替换',
    'Control character': '控制字符',
};

export function phrases(language: string): Readonly<Record<string, string>> {
    return language.startsWith('zh') ? CHINESE : {};
}

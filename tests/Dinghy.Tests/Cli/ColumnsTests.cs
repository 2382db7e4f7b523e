using Dinghy.Cli;

namespace Dinghy.Tests.Cli;

public sealed class ColumnsTests
{
    [Fact]
    public void Columns_stand_below_each_other_whatever_the_letters() => Columns.Of(["Code", "Name", "At"], [["K7MWP2XA", "张三", "08:00"], ["B", "Ann Lee", "09:00"]]).ShouldBe(
    [
        "Code      Name     At",
        "K7MWP2XA  张三     08:00",
        "B         Ann Lee  09:00",
    ]);

    [Fact]
    public void A_last_column_without_words_leaves_no_blanks() => Columns.Of(["A", ""], [["1", "owner"], ["2", ""]]).ShouldBe(["A", "1  owner", "2"]);
}

# language: ja
機能: 利用カード
